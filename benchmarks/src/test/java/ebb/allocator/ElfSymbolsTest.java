// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import ebb.base.EbbException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ElfSymbolsTest {
    private final Path libc = Host.here().libc().orElseThrow();

    @Test
    void functionsAreWhereTheLinkerFindsThem() {
        ElfSymbols symbols = ElfSymbols.read(libc);
        long malloc = symbols.named("malloc").orElseThrow().address();
        long free = symbols.named("free").orElseThrow().address();

        assertThat(free - malloc).isEqualTo(address("free") - address("malloc"));
        assertThat(symbols.named("malloc").orElseThrow().visible()).isTrue();
        assertThat(symbols.has("no_such_function")).isFalse();
        assertThat(symbols.sections()).contains(".text", ".dynsym", "");
        assertThat(symbols.firstAddress()).isZero();
        assertThat(symbols.dynamicAddress()).isPositive();
    }

    private static long address(String function) {
        return Pointer.nativeValue(Function.getFunction("c", function));
    }

    @Test
    void aFileWithoutSectionsNamesNothing() {
        assertThat(ElfSymbols.parse("a.so", ElfBytes.sharedObject()))
                .isEqualTo(new ElfSymbols(List.of(), Set.of(), 0x10000, 0x10100));
    }

    @Test
    void aSectionOutsideOfTheFileIsDamage() {
        for (long place : new long[] {-1, Long.MAX_VALUE, 0x3f0, 1 << 20}) {
            ByteBuffer bytes = ElfBytes.sharedObject().order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(0x28, place).putShort(0x3c, (short) 1);
            assertThatThrownBy(() -> ElfSymbols.parse("/x/bad.so", bytes))
                    .as("%d", place)
                    .isInstanceOf(EbbException.class)
                    .hasMessage("/x/bad.so is damaged: it points outside of itself");
        }
    }

    @Test
    void thirtyTwoBitsAreNotRead() {
        ByteBuffer bytes = ElfBytes.sharedObject().put(4, (byte) 1);
        bytes.putInt(0x1c, 0x40).putShort(0x2a, (short) 32).putShort(0x2c, (short) 0);
        assertThatThrownBy(() -> ElfSymbols.parse("/x/a.so", bytes)).hasMessage("/x/a.so is of 32 bits");
    }
}
