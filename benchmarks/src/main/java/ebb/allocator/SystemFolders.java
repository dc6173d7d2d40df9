// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The folders in which ld.so finds libraries, and those in which LLVM's runtime libraries stand. */
final class SystemFolders {
    private static final Path LD_SO_CONF = Path.of("/etc/ld.so.conf.d");

    private SystemFolders() {}

    /** The first readable file of that name. */
    static Optional<Path> find(String name) {
        return list().stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isReadable)
                .findFirst();
    }

    private static Set<Path> list() {
        Set<Path> folders = new LinkedHashSet<>();
        addConfigured(folders);
        String triplet = Host.llvmArchitecture() + "-linux-gnu";
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
                // A folder that ld.so may read and this user may not: the usual ones remain.
            }
        }
    }

    /** Highest name first, so that the newest of several LLVMs is found. */
    private static List<Path> matching(Path folder, String glob) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            Set<Path> paths = new LinkedHashSet<>();
            found.forEach(paths::add);
            return paths.stream().sorted((a, b) -> b.compareTo(a)).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
