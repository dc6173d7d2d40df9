// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The CPU time that programs other than Ebb and its forks have used on this machine up to a moment. The load average would
 * not do: it includes what Ebb's own run did a minute ago.
 *
 * @param nanoTime the moment, by {@link System#nanoTime}
 * @param busy ticks in which the machine's CPUs did anything, or lost time to another guest of the host
 * @param own those of this process and of its children that have ended and were waited for
 */
record OtherPrograms(long nanoTime, long busy, long own) {
    /** Ticks a second in /proc: USER_HZ, which is 100 on every Linux that a JVM runs on. */
    private static final double TICKS = 100;

    /** user, nice, system, idle, iowait, irq, softirq, steal; guests' time is in the first two. */
    private static final Pattern ALL_CPUS = Pattern.compile("(?m)^cpu +(\\d{1,18}(?: \\d{1,18}){7})");

    private static final int IDLE = 3;
    private static final int IOWAIT = 4;

    /** In /proc/PID/stat, counted after the program's name in parentheses: utime, stime, cutime, cstime. */
    private static final int UTIME = 11;

    private static final int TIMES = 4;

    private static final int WINDOW_MILLIS = 1000;

    static OtherPrograms upToNow() {
        return of(
                System.nanoTime(),
                SystemFiles.text(Path.of("/proc/stat")),
                SystemFiles.text(Path.of("/proc/self/stat")));
    }

    /**
     * Cores that they use during one second from now.
     *
     * @return 0 where the kernel does not say
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

    /** The mean between the two moments, in cores; 0 where the kernel does not say. */
    double coresSince(OtherPrograms before) {
        long ticks = busy - before.busy - (own - before.own);
        double seconds = Duration.ofNanos(nanoTime - before.nanoTime).toMillis() / 1000.0;
        return seconds <= 0 ? 0 : Math.max(0, ticks / TICKS / seconds);
    }

    /**
     * @param stat text of /proc/stat
     * @param self text of /proc/self/stat
     */
    static OtherPrograms of(long nanoTime, String stat, String self) {
        Matcher cpus = ALL_CPUS.matcher(stat);
        String[] fields = self.substring(self.lastIndexOf(')') + 1).strip().split(" ");
        if (!cpus.find() || fields.length < UTIME + TIMES) {
            return new OtherPrograms(nanoTime, 0, 0);
        }
        long[] ticks = numbers(cpus.group(1).split(" "));
        try {
            long[] own = numbers(Arrays.copyOfRange(fields, UTIME, UTIME + TIMES));
            return new OtherPrograms(
                    nanoTime,
                    Arrays.stream(ticks).sum() - ticks[IDLE] - ticks[IOWAIT],
                    Arrays.stream(own).sum());
        } catch (NumberFormatException e) {
            return new OtherPrograms(nanoTime, 0, 0);
        }
    }

    private static long[] numbers(String[] texts) {
        return Stream.of(texts).mapToLong(Long::parseLong).toArray();
    }
}
