// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machine that forks run on: its JVM's architecture, and its libraries.
 *
 * @param program the JVM's own ELF file
 * @param libraries finds a library of the system by its file name
 */
record Host(ElfFile program, Function<String, Optional<Path>> libraries) {
    static final String LIBC = "libc.so.6";

    private static final Path LD_SO_CONF = Path.of("/etc/ld.so.conf.d");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern GLIBC = Pattern.compile("GLIBC_([0-9]{1,9}(\\.[0-9]{1,9})*)");

    static Host here() {
        String maps;
        try {
            maps = Files.readString(Path.of("/proc/self/maps"));
        } catch (IOException e) {
            maps = "";
        }
        MappedFiles mapped = MappedFiles.parse(maps);
        return new Host(
                ElfFile.read(Path.of("/proc/self/exe")),
                name -> mapped.named(name).or(() -> inSystemFolders(name)));
    }

    /** The C library that this process runs on; empty when it is not glibc. */
    Optional<Path> libc() {
        return libraries.apply(LIBC);
    }

    /** glibc's version, such as 2.36: the highest that its symbols define. */
    Optional<String> glibcVersion() {
        return libc().flatMap(path -> ElfFile.read(path).glibcVersion());
    }

    /** The architecture in LLVM's and in Debian's file names. */
    static String llvmArchitecture() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name;
    }

    /** JNA's name of the folder that holds this architecture's shim and bundle in the jar. */
    static String jarFolder() {
        String name = System.getProperty("os.arch");
        return "linux-" + (name.equals("amd64") ? "x86-64" : name);
    }

    /** The first readable file of that name in ld.so's folders, or in those of LLVM's runtime libraries. */
    static Optional<Path> inSystemFolders(String name) {
        return systemFolders().stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isReadable)
                .findFirst();
    }

    private static Set<Path> systemFolders() {
        Set<Path> folders = new LinkedHashSet<>();
        addConfigured(folders);
        String triplet = llvmArchitecture() + "-linux-gnu";
        List.of("/lib/" + triplet, "/usr/lib/" + triplet, "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib")
                .forEach(folder -> folders.add(Path.of(folder)));
        for (Path llvm : matching(Path.of("/usr/lib"), "{llvm-*,clang}")) {
            for (Path clang : matching(llvm.endsWith("clang") ? llvm : llvm.resolve("lib/clang"), "*")) {
                folders.add(clang.resolve("lib/linux"));
            }
        }
        return folders;
    }

    private static void addConfigured(Set<Path> folders) {
        for (Path file : matching(LD_SO_CONF, "*.conf")) {
            try {
                Files.readString(file, StandardCharsets.UTF_8)
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("/"))
                        .forEach(line -> folders.add(Path.of(line)));
            } catch (IOException e) {
                // This user may not read it: the usual folders remain.
            }
        }
    }

    /** Highest version first: llvm-14 before llvm-9. */
    static List<Path> matching(Path folder, String glob) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            List<Path> paths = new ArrayList<>();
            found.forEach(paths::add);
            paths.sort(Comparator.comparing(
                            (Path path) -> numbers(path.getFileName().toString()), Arrays::compare)
                    .thenComparing(Comparator.naturalOrder())
                    .reversed());
            return paths;
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * The highest of symbol versions such as {@code GLIBC_2.34}, without its prefix; others, such as GLIBC_PRIVATE, do not
     * count.
     */
    static Optional<String> highestGlibc(Collection<String> symbolVersions) {
        return symbolVersions.stream()
                .map(GLIBC::matcher)
                .filter(Matcher::matches)
                .map(version -> version.group(1))
                .max(Comparator.comparing(Host::numbers, Arrays::compare));
    }

    /** The numbers in a version, so that 2.4 comes before 2.34. */
    private static int[] numbers(String version) {
        return NUMBER.matcher(version)
                .results()
                .mapToInt(number -> Integer.parseInt(number.group()))
                .toArray();
    }
}
