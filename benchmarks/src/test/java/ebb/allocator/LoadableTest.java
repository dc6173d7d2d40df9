// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadableTest {
    private static final ElfFile JVM =
            new ElfFile(64, ByteOrder.LITTLE_ENDIAN, 62, false, "", List.of(), Map.of(), Set.of(), Set.of());

    @TempDir
    Path folder;

    private final Map<String, Path> system = new HashMap<>();
    private Path library = Path.of("");

    @BeforeEach
    void aSystemWithWhatTheLibraryNeeds() throws IOException {
        library = ElfBytes.write(ElfBytes.sharedObject(), folder.resolve("mine.so"));
        // A C library and a libm that define GLIBC_2.4 and GLIBC_2.34.
        ByteBuffer libc =
                ElfBytes.sharedObject().putInt(0x294, 21).putInt(0x2b0, 31).putShort(0x282, (short) 0);
        system.put("libc.so.6", ElfBytes.write(libc, folder.resolve("libc.so.6")));
        system.put("libm.so.6", ElfBytes.write(libc, folder.resolve("libm.so.6")));
    }

    @Test
    void whatFindsEverythingCanBeLoaded() {
        assertThat(whyNot(library)).isEmpty();
    }

    @Test
    void anotherArchitecture() throws IOException {
        ElfBytes.write(ElfBytes.sharedObject().putShort(ElfBytes.MACHINE, (short) 183), library);
        assertThat(whyNot(library)).contains(library + " is built for aarch64, and this JVM for x86-64");
    }

    @Test
    void aNewerGlibc() throws IOException {
        ElfBytes.write(ElfBytes.text(ElfBytes.sharedObject(), ElfBytes.NEWEST_GLIBC, "GLIBC_2.41"), library);
        assertThat(whyNot(library)).contains(library + " needs glibc 2.41, and this system has 2.34");
    }

    @Test
    void aVersionOfAnotherLibrary() throws IOException {
        ElfBytes.write(ElfBytes.text(ElfBytes.sharedObject(), ElfBytes.NEWEST_GLIBC, "CXXABI_1.9"), library);
        assertThat(whyNot(library))
                .contains(library + " needs CXXABI_1.9 of libc.so.6, which this system's libc.so.6 is too old for");
    }

    @Test
    void aLibraryThatIsNotThere() throws IOException {
        ElfBytes.write(ElfBytes.text(ElfBytes.sharedObject(), ElfBytes.SECOND_NEEDED, "libq.so.9"), library);
        assertThat(whyNot(library)).contains(library + " needs libq.so.9, which this system does not have");
    }

    @Test
    void aLibraryThatIsPreloadedWithItIsThere() throws IOException {
        ElfBytes.write(ElfBytes.text(ElfBytes.sharedObject(), ElfBytes.SECOND_NEEDED, "libq.so.9"), library);
        Path other = ElfBytes.write(ElfBytes.sharedObject(), folder.resolve("libq.so.9"));
        assertThat(new Loadable(host()).whyNot(List.of(other, library))).isEmpty();
    }

    @Test
    void aProgram() throws IOException {
        ElfBytes.write(ElfBytes.sharedObject().putShort(ElfBytes.TYPE, (short) 2), library);
        assertThat(whyNot(library)).contains(library + " is an ELF file but not a shared library");
    }

    @Test
    void aPathThatLdPreloadCannotHold() throws IOException {
        for (String name : List.of("with space.so", "with:colon.so")) {
            Path odd = Files.copy(library, folder.resolve(name));
            assertThat(whyNot(odd))
                    .contains("'" + odd
                            + "' has a space or a colon in it, which LD_PRELOAD cannot hold; use another folder");
        }
    }

    private Optional<String> whyNot(Path path) {
        return new Loadable(host()).whyNot(List.of(path));
    }

    private Host host() {
        return new Host(JVM, name -> Optional.ofNullable(system.get(name)));
    }
}
