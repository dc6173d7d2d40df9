// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory figures from the kernel's files, in bytes: lines of "Key:  123 kB", whose kB are KiB. */
public final class KernelFiles {
    private static final long KIB = 1024;

    private KernelFiles() {}

    /**
     * What {@code /proc/self/status} says of resident memory.
     *
     * @param highWater VmHWM: the highest RSS since it was reset, as far as it is certain ({@link RssError})
     * @param rss VmRSS
     */
    record Status(long highWater, long rss) {
        private static final String NAME = "/proc/self/status";

        /** With the mark lowered by its possible error: RSS certainly was that high. */
        Status certain(RssError error) {
            return new Status(highWater - error.highWater(), rss);
        }

        /** @throws EbbException when a line is missing or is not a number */
        static Status parse(String text) {
            return new Status(bytes(text, "VmHWM", NAME), bytes(text, "VmRSS", NAME));
        }
    }

    /**
     * What {@code /proc/self/smaps_rollup} says. The kernel walks the page tables for it: it is exact where
     * {@code statm} and {@code status} may be off by some pages a core, but it costs milliseconds, so it is read between
     * phases only.
     *
     * @param rss resident
     * @param lazyFree given back with MADV_FREE, yet resident until there is pressure
     * @param hugePages anonymous transparent huge pages
     * @param swap swapped out
     */
    public record Rollup(long rss, long lazyFree, long hugePages, long swap) {
        static final String NAME = "/proc/self/smaps_rollup";

        /** @throws EbbException when a line is missing or is not a number */
        public static Rollup parse(String text) {
            return new Rollup(
                    bytes(text, "Rss", NAME),
                    bytes(text, "LazyFree", NAME),
                    bytes(text, "AnonHugePages", NAME),
                    bytes(text, "Swap", NAME));
        }

        /** Without pages given back with MADV_FREE, which the kernel takes when it needs them. */
        long held() {
            return rss - lazyFree;
        }
    }

    /**
     * What {@code /proc/meminfo} says of this machine.
     *
     * @param total MemTotal
     * @param available MemAvailable: what programs can take without swapping, page cache given back
     */
    public record MemInfo(long total, long available) {
        private static final String NAME = "/proc/meminfo";

        /** @throws EbbException when it cannot be read */
        public static MemInfo read() {
            try {
                return parse(Files.readString(Path.of(NAME)));
            } catch (IOException e) {
                throw new EbbException(NAME + " could not be read (" + e.getMessage() + "): Ebb needs Linux's /proc.");
            }
        }

        static MemInfo parse(String text) {
            return new MemInfo(bytes(text, "MemTotal", NAME), bytes(text, "MemAvailable", NAME));
        }
    }

    /**
     * Bytes of the line that begins with the key.
     *
     * @param file name of the file for the error
     * @throws EbbException when the kernel does not give that line
     */
    public static long bytes(String text, String key, String file) {
        String start = key + ":";
        String line = text.lines()
                .filter(candidate -> candidate.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new EbbException(
                        "This kernel's " + file + " has no line '" + start + "': Ebb needs Linux 4.14 or newer."));
        String value = line.substring(start.length()).trim();
        if (!value.endsWith(" kB")) {
            throw unreadable(line, file);
        }
        try {
            return Math.multiplyExact(
                    Long.parseLong(value.substring(0, value.length() - 3).trim()), KIB);
        } catch (NumberFormatException | ArithmeticException e) {
            throw unreadable(line, file);
        }
    }

    private static EbbException unreadable(String line, String file) {
        return new EbbException("The line '" + line + "' of " + file + " is not a number of kB.");
    }
}
