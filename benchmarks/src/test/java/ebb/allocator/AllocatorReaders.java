// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.Fuzzed;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;

/** Readers of this package that nobody else may call. */
public final class AllocatorReaders {
    private AllocatorReaders() {}

    public static List<byte[]> elfSeeds() {
        return List.of(
                ElfBytes.sharedObject().array(),
                ElfBytes.importing("malloc", "libm.so.6").array());
    }

    public static void elf(byte[] bytes) {
        Fuzzed.check(() -> ElfFile.parse("a file", ByteBuffer.wrap(bytes)));
        Fuzzed.check(() -> ElfSymbols.parse("a file", ByteBuffer.wrap(bytes)));
    }

    public static void proc(String text) {
        Fuzzed.check(() -> MappedFiles.parse(text).named("libc.so.6"));
        Fuzzed.check(() -> AgentReport.parse(text.lines().toList(), new HashMap<>()));
    }
}
