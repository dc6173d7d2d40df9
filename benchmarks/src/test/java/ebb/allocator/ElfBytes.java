// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A shared object of 1,024 bytes, byte by byte: 64 bits, little endian, x86-64, loaded at address 0x10000. It needs
 * libc.so.6 with GLIBC_2.4 and GLIBC_2.34 and libm.so.6 without versions, and defines the version MINE_1.0 besides that of
 * its own name.
 */
final class ElfBytes {
    static final int MACHINE = 0x12;
    static final int TYPE = 0x10;
    /** Where the text GLIBC_2.34 stands. */
    static final int NEWEST_GLIBC = 0x31f;
    /** Where the text libm.so.6 stands. */
    static final int SECOND_NEEDED = 0x30b;
    /** The tag and the value of DT_FLAGS_1. */
    static final int FLAGS_1 = 0x150;

    private static final String STRINGS = "\0libc.so.6\0libm.so.6\0GLIBC_2.4\0GLIBC_2.34\0mine.so\0MINE_1.0\0";

    private ElfBytes() {}

    static ByteBuffer sharedObject() {
        ByteBuffer b = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        b.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        b.putShort(TYPE, (short) 3).putShort(MACHINE, (short) 62);
        b.putLong(0x20, 0x40).putShort(0x36, (short) 56).putShort(0x38, (short) 2);
        // PT_LOAD of the whole file, PT_DYNAMIC: type, offset, address, size in the file.
        b.putInt(0x40, 1).putLong(0x48, 0).putLong(0x50, 0x10000).putLong(0x60, 1024);
        b.putInt(0x78, 2).putLong(0x80, 0x100).putLong(0x88, 0x10100).putLong(0x98, 0x70);
        tag(b, 0x100, 1, 1); // DT_NEEDED libc.so.6
        tag(b, 0x110, 1, 11); // DT_NEEDED libm.so.6
        tag(b, 0x120, 5, 0x10300); // DT_STRTAB
        tag(b, 0x130, 0x6ffffffeL, 0x10200); // DT_VERNEED
        tag(b, 0x140, 0x6ffffffcL, 0x10280); // DT_VERDEF
        tag(b, FLAGS_1, 0x6ffffffbL, 0);
        // Needed of libc.so.6: two versions; each has its name at 8 and the way to the next at 12.
        b.putShort(0x200, (short) 1).putShort(0x202, (short) 2).putInt(0x204, 1).putInt(0x208, 16);
        b.putInt(0x218, 21).putInt(0x21c, 16);
        b.putInt(0x228, 31).putInt(0x22c, 0);
        // Defined: its own name (flag 1), then MINE_1.0.
        b.putShort(0x280, (short) 1)
                .putShort(0x282, (short) 1)
                .putInt(0x28c, 20)
                .putInt(0x290, 28);
        b.putInt(0x294, 42);
        b.putShort(0x29c, (short) 1)
                .putShort(0x29e, (short) 0)
                .putInt(0x2a8, 20)
                .putInt(0x2ac, 0);
        b.putInt(0x2b0, 50);
        b.put(0x300, STRINGS.getBytes(StandardCharsets.US_ASCII));
        return b;
    }

    /** The same with a table of dynamic symbols, of which one is defined elsewhere, and perhaps one more library needed. */
    static ByteBuffer importing(String symbol, String needed) {
        ByteBuffer b = sharedObject();
        b.putLong(0x28, 0x380).putShort(0x3a, (short) 64).putShort(0x3c, (short) 1);
        b.putInt(0x384, 11).putLong(0x398, 0x1c0).putLong(0x3a0, 48);
        b.putInt(0x1d8, 0x60);
        text(b, 0x360, symbol + "\0");
        text(b, 0x370, needed + "\0");
        return needed.isEmpty() ? b : b.putLong(0x118, 0x70);
    }

    private static void tag(ByteBuffer bytes, int at, long tag, long value) {
        bytes.putLong(at, tag).putLong(at + 8, value);
    }

    static ByteBuffer text(ByteBuffer bytes, int at, String text) {
        return bytes.put(at, text.getBytes(StandardCharsets.US_ASCII));
    }

    static Path write(ByteBuffer bytes, Path file) throws IOException {
        return Files.write(file, bytes.array());
    }
}
