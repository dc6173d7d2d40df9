// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Function;
import ebb.base.EbbException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfFileTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatTheFileNeedsAndDefines() {
        assertThat(ElfFile.parse("a.so", ElfBytes.sharedObject()))
                .isEqualTo(new ElfFile(
                        64,
                        ByteOrder.LITTLE_ENDIAN,
                        62,
                        true,
                        "",
                        List.of("libc.so.6", "libm.so.6"),
                        Map.of("libc.so.6", Set.of("GLIBC_2.4", "GLIBC_2.34")),
                        Set.of("MINE_1.0"),
                        Set.of()));
    }

    @Test
    void readsWhatAProgramLeavesToOthers() {
        ElfFile file = ElfFile.parse("a.so", ElfBytes.importing("mallocx", "libstdc++.so.6"));
        assertThat(file.imports()).containsExactly("mallocx");
        assertThat(file.needed()).containsExactly("libc.so.6", "libstdc++.so.6");
    }

    @Test
    void readsWhichLoaderAProgramAsksFor() {
        // The second segment becomes PT_INTERP.
        ByteBuffer program = ElfBytes.sharedObject().putInt(0x78, 3).putLong(0x80, 0x360);
        assertThat(ElfFile.parse("a", ElfBytes.text(program, 0x360, "/lib/ld.so\0"))
                        .interpreter())
                .isEqualTo("/lib/ld.so");
        assertThat(ElfFile.parse("a.so", ElfBytes.sharedObject()).interpreter()).isEmpty();
    }

    @Test
    void aProgramIsNoSharedObject() {
        ByteBuffer old = ElfBytes.sharedObject().putShort(ElfBytes.TYPE, (short) 2);
        ByteBuffer independent = ElfBytes.sharedObject().putLong(ElfBytes.FLAGS_1 + 8, 0x08000001);
        assertThat(ElfFile.parse("program", old).shared()).isFalse();
        assertThat(ElfFile.parse("program", independent).shared()).isFalse();
    }

    @Test
    void theArchitectureHasAName() {
        ElfFile x86 = ElfFile.parse("a.so", ElfBytes.sharedObject());
        ElfFile arm = ElfFile.parse("a.so", ElfBytes.sharedObject().putShort(ElfBytes.MACHINE, (short) 183));
        assertThat(x86.architecture()).isEqualTo("x86-64");
        assertThat(arm.architecture()).isEqualTo("aarch64");
        assertThat(x86.fits(arm)).isFalse();
        assertThat(x86.fits(x86)).isTrue();
    }

    @Test
    void textIsNoLibrary() {
        ByteBuffer script = ByteBuffer.wrap("/* GNU ld script */ INPUT(-lc)".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> ElfFile.parse("/x/libc.so", script))
                .isInstanceOf(EbbException.class)
                .hasMessage("/x/libc.so is not an ELF file, so no library");
        assertThatThrownBy(() -> ElfFile.parse("/x/empty", ByteBuffer.allocate(0)))
                .hasMessage("/x/empty is not an ELF file, so no library");
    }

    @Test
    void aFileThatIsCutOffIsDamaged() {
        for (int length = 20; length < 0x300; length++) {
            ByteBuffer cut = ElfBytes.sharedObject().limit(length).slice();
            assertThatThrownBy(() -> ElfFile.parse("/x/cut.so", cut))
                    .isInstanceOf(EbbException.class)
                    .hasMessage("/x/cut.so is damaged: it points outside of itself");
        }
    }

    @Test
    void aListThatLeadsBackwardsIsDamaged() {
        ByteBuffer endless = ElfBytes.sharedObject().putInt(0x21c, -16);
        assertThatThrownBy(() -> ElfFile.parse("/x/endless.so", endless))
                .hasMessage("/x/endless.so is damaged: it points outside of itself");
    }

    @Test
    void aListThatLeadsFarAwayIsDamaged() {
        ByteBuffer far = ElfBytes.sharedObject().putInt(0x21c, Integer.MAX_VALUE);
        assertThatThrownBy(() -> ElfFile.parse("/x/far.so", far))
                .hasMessage("/x/far.so is damaged: it points outside of itself");
    }

    /** 40,000 symbols, each of whose names is the same million bytes: they would be 40 GB. */
    @Test
    void namesThatAreTheSameMillionBytesAreDamage() {
        int symbols = 40_000;
        int names = 1024 + symbols * 24;
        ByteBuffer bytes = ByteBuffer.allocate(names + (1 << 20)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, ElfBytes.importing("malloc", "libm.so.6").array());
        bytes.putLong(0x60, bytes.limit()); // all of it is loaded
        bytes.putLong(0x398, 1024).putLong(0x3a0, (long) symbols * 24);
        for (int i = 0; i < symbols; i++) {
            bytes.putInt(1024 + i * 24, names - 0x300 + i);
        }
        Arrays.fill(bytes.array(), names, bytes.limit() - 1, (byte) 'a');
        assertThatThrownBy(() -> ElfFile.parse("/x/many.so", bytes))
                .hasMessage("/x/many.so is damaged: its names overlap");
    }

    @Test
    void whatIsNoFileIsNoLibrary() {
        assertThatThrownBy(() -> ElfFile.read(Path.of("/dev/null")))
                .hasMessage("/dev/null is a device or a pipe, not a library");
        assertThatThrownBy(() -> ElfFile.read(folder)).hasMessage(folder + " is a folder, not a library");
        Path none = folder.resolve("none.so");
        assertThatThrownBy(() -> ElfFile.read(none)).hasMessage("cannot read " + none + ": there is no such file");
    }

    @Test
    void readsTheCLibraryOfThisMachineAsItDescribesItself() {
        String version = Function.getFunction("c", "gnu_get_libc_version").invokeString(new Object[0], false);
        assertThat(Host.here().glibcVersion()).contains(version);
    }
}
