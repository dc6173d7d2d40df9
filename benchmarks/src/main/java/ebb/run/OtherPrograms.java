// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The CPU time that programs other than Ebb and its forks have used on this machine, up to a moment. The load average
 * would not do: it holds what Ebb's own run did a minute ago.
 *
 * @param nanoTime of the moment, as {@link System#nanoTime} counts
 * @param busy ticks in which the machine's CPUs did anything, or were kept from it by another guest of its host
 * @param own ticks of them for this process and for those of its children that have ended and were waited for
 */
record OtherPrograms(long nanoTime, long busy, long own) {
    /** Ticks a second in /proc: USER_HZ, which is 100 on every Linux that a JVM runs on. */
    private static final double TICKS = 100;

    /** user, nice, system, idle, iowait, irq, softirq, steal; what guests use is in the first two. */
    private static final Pattern ALL_CPUS = Pattern.compile("(?m)^cpu +(\\d{1,18}(?: \\d{1,18}){7})");

    private static final int IDLE = 3;
    private static final int IOWAIT = 4;

    /** In /proc/PID/stat behind the program's name in parentheses: utime, stime, cutime, cstime. */
    private static final int UTIME = 11;

    private static final int TIMES = 4;

    private static final int WINDOW_MILLIS = 1000;

    static OtherPrograms upToNow() {
        return of(System.nanoTime(), text("/proc/stat"), text("/proc/self/stat"));
    }

    /**
     * What they use now, in cores: looks for a second.
     *
     * @return 0 where the kernel does not tell
     */
    static double now() {
        OtherPrograms before = upToNow();
        try {
            Thread.sleep(WINDOW_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
        return upToNow().coresSince(before);
    }

    /** The mean of the time between the two, in cores; 0 where the kernel does not tell. */
    double coresSince(OtherPrograms before) {
        long ticks = busy - before.busy - (own - before.own);
        double seconds = Duration.ofNanos(nanoTime - before.nanoTime).toMillis() / 1000.0;
        return seconds <= 0 ? 0 : Math.max(0, ticks / TICKS / seconds);
    }

    /**
     * From the kernel's texts.
     *
     * @param stat of /proc/stat
     * @param self of /proc/self/stat
     */
    static OtherPrograms of(long nanoTime, String stat, String self) {
        Matcher cpus = ALL_CPUS.matcher(stat);
        String[] fields = self.substring(self.lastIndexOf(')') + 1).strip().split(" ");
        if (!cpus.find() || fields.length < UTIME + TIMES) {
            return new OtherPrograms(nanoTime, 0, 0);
        }
        long[] ticks = numbers(cpus.group(1).split(" "));
        return new OtherPrograms(
                nanoTime,
                Arrays.stream(ticks).sum() - ticks[IDLE] - ticks[IOWAIT],
                Arrays.stream(numbers(Arrays.copyOfRange(fields, UTIME, UTIME + TIMES)))
                        .sum());
    }

    private static long[] numbers(String[] texts) {
        return Stream.of(texts).mapToLong(Long::parseLong).toArray();
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return "";
        }
    }
}
