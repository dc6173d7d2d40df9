// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BiFunction;

/**
 * An ELF file's bytes, of which nothing outside is ever read: offsets in a damaged file lead anywhere. Nor is more text
 * read than a file of its size can have: thousands of names may be said to begin in one text of a million bytes.
 */
final class ElfReader {
    /** Names that several symbols share are read for each. */
    private static final int TEXT_FOR_EACH_BYTE = 4;

    private final ByteBuffer bytes;
    private long textLeft;

    ElfReader(ByteBuffer bytes) {
        this.bytes = bytes;
        this.textLeft = (long) bytes.limit() * TEXT_FOR_EACH_BYTE;
    }

    /**
     * What is made of a file, which need not fit into the heap.
     *
     * @param parse gets its name and its bytes
     * @throws EbbException where it cannot be read
     */
    static <T> T mapped(Path file, BiFunction<String, ByteBuffer, T> parse) {
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new EbbException(file + " is larger than 2 GiB");
            }
            return parse.apply(file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        } catch (IOException e) {
            throw new EbbException("cannot read " + file + ": " + Problem.of(e));
        }
    }

    /** @throws IndexOutOfBoundsException where it lies outside */
    int position(long offset) {
        if (offset < 0 || offset >= bytes.limit()) {
            throw new IndexOutOfBoundsException("offset " + offset);
        }
        return (int) offset;
    }

    /**
     * The text that begins there and ends with a zero.
     *
     * @throws IndexOutOfBoundsException where it lies outside
     * @throws IllegalStateException where more was read than the file can have
     */
    String text(int start) {
        int end = start;
        while (bytes.get(end) != 0) {
            end++;
        }
        textLeft -= end - start + 1;
        if (textLeft < 0) {
            throw new IllegalStateException("its names overlap");
        }
        byte[] text = new byte[end - start];
        bytes.get(start, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
