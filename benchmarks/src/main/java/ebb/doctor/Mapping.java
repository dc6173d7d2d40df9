// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.base.EbbException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a process, of {@code /proc/PID/smaps}.
 *
 * @param start first address
 * @param end the address after the last
 * @param permissions as in {@code rw-p}
 * @param offset of its beginning in the file
 * @param name the file's path, a word in brackets, or nothing
 * @param rss resident bytes
 * @param hugePages bytes of them in anonymous transparent huge pages
 * @param lazyFree bytes of them that were given back with MADV_FREE
 * @param swap bytes that are swapped out
 */
record Mapping(
        long start,
        long end,
        String permissions,
        long offset,
        String name,
        long rss,
        long hugePages,
        long lazyFree,
        long swap) {

    /** Addresses, permissions, offset, device, inode, and padded with blanks the name. */
    private static final Pattern HEAD =
            Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16}) (\\S{4}) ([0-9a-f]{1,16}) \\S+ \\d+ *(.*)");

    private static final Pattern FIGURE = Pattern.compile("(\\w+): +(\\d{1,15}) kB");
    private static final long KIB = 1024;

    long size() {
        return end - start;
    }

    boolean isAnonymous() {
        return name.isEmpty() || name.startsWith("[anon");
    }

    boolean isReadWrite() {
        return permissions.startsWith("rw-");
    }

    boolean isCode() {
        return permissions.charAt(2) == 'x';
    }

    /** Nothing may touch it: a guard, or room that is kept. */
    boolean isClosed() {
        return permissions.startsWith("---");
    }

    boolean holds(long address) {
        return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
    }

    /**
     * All mappings, in the order of their addresses.
     *
     * @throws EbbException where a line is none of the kernel's
     */
    static List<Mapping> parse(String smaps) {
        List<Mapping> mappings = new ArrayList<>();
        @Nullable Matcher head = null;
        Figures figures = new Figures();
        for (String line : smaps.lines().toList()) {
            Matcher figure = FIGURE.matcher(line);
            if (figure.matches()) {
                figures.take(figure.group(1), figure.group(2));
                continue;
            }
            Matcher next = HEAD.matcher(line);
            if (next.matches()) {
                figures.endOf(head, mappings);
                head = next;
            } else if (!line.matches("\\w+:.*")) { // such as VmFlags and THPeligible, which are no sizes
                throw new EbbException("A line of smaps is not the kernel's: '" + line + "'.");
            }
        }
        figures.endOf(head, mappings);
        return mappings;
    }

    /** The sizes of the mapping that is being read. */
    private static final class Figures {
        private long rss;
        private long hugePages;
        private long lazyFree;
        private long swap;

        void take(String name, String kib) {
            long bytes = Long.parseLong(kib) * KIB;
            switch (name) {
                case "Rss" -> rss = bytes;
                case "AnonHugePages" -> hugePages = bytes;
                case "LazyFree" -> lazyFree = bytes;
                case "Swap" -> swap = bytes;
                default -> {}
            }
        }

        void endOf(@Nullable Matcher head, List<Mapping> mappings) {
            if (head == null) {
                return;
            }
            mappings.add(new Mapping(
                    Long.parseUnsignedLong(head.group(1), 16),
                    Long.parseUnsignedLong(head.group(2), 16),
                    head.group(3),
                    Long.parseUnsignedLong(head.group(4), 16),
                    head.group(5),
                    rss,
                    hugePages,
                    lazyFree,
                    swap));
            rss = 0;
            hugePages = 0;
            lazyFree = 0;
            swap = 0;
        }
    }
}
