// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The most by which the kernel's RSS can be off, in bytes.
 *
 * <p>Before Linux 6.2 each thread holds back up to 64 pages before it adds them to the process's count. Since 6.2 each of
 * the three counters (anonymous, file and shared pages) has a part per CPU, which is added to the total when it reaches
 * max(32, 2 × CPUs) pages: at 64 CPUs that is 96 MiB. From 6.16 on, and in 6.15.7, 6.12.39 and 6.6.99, {@code statm} and
 * {@code status} sum all parts, but the high-water mark is still taken from the total alone. {@code smaps_rollup} walks
 * the page tables and is always exact.
 *
 * @param highWater of VmHWM
 * @param sample of VmRSS and of a line of {@code statm}; 0: exact
 */
record RssError(long highWater, long sample) {
    private static final Path CPUS = Path.of("/sys/devices/system/cpu/online");
    private static final File THREADS = new File("/proc/self/task");
    private static final int PAGES_OF_THREAD = 64;
    private static final int COUNTERS = 3;
    private static final Path AUXILIARY = Path.of("/proc/self/auxv");
    private static final long AT_PAGESZ = 6;
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(?:\\.(\\d{1,9}))?.*");

    private static final Pattern RANGE = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");

    /** Read once: later it would take memory from the allocator under test. */
    private static final class Here {
        static final RssError ERROR = read();
    }

    /** Of this process; the first call reads files, and so must come before the base is taken. */
    static RssError here() {
        return Here.ERROR;
    }

    private static RssError read() {
        return of(System.getProperty("os.version"), onlineCpus(), threads(THREADS), page());
    }

    private static int threads(File tasks) {
        String[] threads = tasks.list();
        return threads == null ? 0 : threads.length;
    }

    /** Of the sum over these processes, as many threads as they have now; one that has ended adds nothing. */
    static RssError of(List<Integer> pids) {
        long highWater = 0;
        long sample = 0;
        int cpus = onlineCpus();
        for (int pid : pids) {
            int threads = threads(new File("/proc/" + pid + "/task"));
            if (threads > 0) {
                RssError one = of(System.getProperty("os.version"), cpus, threads, page());
                highWater += one.highWater;
                sample += one.sample;
            }
        }
        return new RssError(highWater, sample);
    }

    /** Without /sys those that this process may use: there cannot be fewer. */
    private static int onlineCpus() {
        int own = Runtime.getRuntime().availableProcessors();
        try {
            return cpus(Files.readString(CPUS).strip(), own);
        } catch (IOException e) {
            return own;
        }
    }

    /** Bytes, from the vector that the kernel hands each process: pairs of a key and a value. */
    private static long page() {
        try {
            LongBuffer pairs = ByteBuffer.wrap(Files.readAllBytes(AUXILIARY))
                    .order(ByteOrder.nativeOrder())
                    .asLongBuffer();
            for (int i = 0; i + 1 < pairs.limit(); i += 2) {
                if (pairs.get(i) == AT_PAGESZ) {
                    return pairs.get(i + 1);
                }
            }
        } catch (IOException e) {
            // Like a missing pair.
        }
        return 4096;
    }

    /**
     * @param release as {@code uname -r} prints it
     * @param cpus online in the whole machine, whatever this process may use
     * @param threads of this process
     * @param page bytes
     */
    static RssError of(String release, int cpus, int threads, long page) {
        int[] version = version(release);
        if (version[0] < 6 || (version[0] == 6 && version[1] < 2)) {
            long kept = (long) threads * PAGES_OF_THREAD * page;
            return new RssError(kept, kept);
        }
        long parts = (long) COUNTERS * cpus * Math.max(32, 2 * cpus) * page;
        return new RssError(parts, sumsExactly(version) ? 0 : parts);
    }

    private static boolean sumsExactly(int[] version) {
        int patch = version[2];
        return version[0] > 6
                || switch (version[1]) {
                    case 6 -> patch >= 99;
                    case 12 -> patch >= 39;
                    case 15 -> patch >= 7;
                    default -> version[1] >= 16;
                };
    }

    private static int[] version(String release) {
        Matcher matcher = RELEASE.matcher(release);
        if (!matcher.matches()) {
            throw new EbbException("The kernel calls itself '" + release + "', which is no version: Ebb needs Linux.");
        }
        String patch = matcher.group(3);
        return new int[] {
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            patch == null ? 0 : Integer.parseInt(patch)
        };
    }

    /**
     * @param online ranges, as {@code 0-3,8}
     * @param otherwise where it has anything else, as a file that a container hides has
     */
    static int cpus(String online, int otherwise) {
        int cpus = 0;
        for (String range : online.split(",", -1)) {
            Matcher ends = RANGE.matcher(range);
            if (!ends.matches()) {
                return otherwise;
            }
            int first = Integer.parseInt(ends.group(1));
            int last = ends.group(2) == null ? first : Integer.parseInt(ends.group(2));
            cpus += last - first + 1;
        }
        return cpus < 1 ? otherwise : cpus;
    }
}
