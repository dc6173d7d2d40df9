// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The machine that forks run on: for which processor its JVM is built, and which libraries it has.
 *
 * @param program the JVM's own ELF file
 * @param libraries a library of the system by its file name, empty when there is none
 */
record Host(ElfFile program, Function<String, Optional<Path>> libraries) {
    static final String LIBC = "libc.so.6";

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
                name -> mapped.named(name).or(() -> SystemFolders.find(name)));
    }

    /** The C library that this process runs on; empty when it is none of glibc's. */
    Optional<Path> libc() {
        return libraries.apply(LIBC);
    }

    /** glibc's version, such as 2.36: the highest that its symbols define, so nothing has to be called. */
    Optional<String> glibcVersion() {
        return libc().flatMap(path -> GlibcVersion.highest(ElfFile.read(path).versionsDefined()));
    }

    /** The architecture in LLVM's and in Debian's file names. */
    static String llvmArchitecture() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name;
    }

    /** The architecture in the names of JNA's folders, where the shim and the bundle stand in the jar. */
    static String jarFolder() {
        String name = System.getProperty("os.arch");
        return "linux-" + (name.equals("amd64") ? "x86-64" : name);
    }
}
