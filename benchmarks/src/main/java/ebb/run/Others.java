// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The CPU time that others than Ebb and its forks have used of this machine up to a moment: programs, and, where it is a
 * virtual one, other guests of its host. The load average would not do: it includes what Ebb's own run did a minute ago.
 *
 * @param nanoTime the moment, by {@link System#nanoTime}
 * @param busy ticks in which the machine's CPUs did anything, or lost time to another guest of the host
 * @param stolen those lost to another guest
 * @param own those of this process and of its children that have ended and were waited for
 */
record Others(long nanoTime, long busy, long stolen, long own) {
    /**
     * What others used, in cores.
     *
     * @param all by programs and by guests
     * @param stolen by guests alone
     */
    record Cores(double all, double stolen) {
        static final Cores NONE = new Cores(0, 0);
    }

    /** Ticks a second in /proc: USER_HZ, which is 100 on every Linux that a JVM runs on. */
    private static final double TICKS = 100;

    /** user, nice, system, idle, iowait, irq, softirq, steal; guests' time is in the first two. */
    private static final Pattern ALL_CPUS = Pattern.compile("(?m)^cpu +(\\d{1,18}(?: \\d{1,18}){7})");

    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int STEAL = 7;

    /** In /proc/PID/stat, counted after the program's name in parentheses: utime, stime, cutime, cstime. */
    private static final int UTIME = 11;

    private static final int TIMES = 4;

    private static final int WINDOW_MILLIS = 1000;

    static Others upToNow() {
        return of(
                System.nanoTime(),
                SystemFiles.text(Path.of("/proc/stat")),
                SystemFiles.text(Path.of("/proc/self/stat")));
    }

    /** During one second from now; none where the kernel does not say. */
    static Cores now() {
        Others before = upToNow();
        try {
            Thread.sleep(WINDOW_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Cores.NONE;
        }
        return upToNow().coresSince(before);
    }

    /** The mean between the two moments; none where the kernel does not say. */
    Cores coresSince(Others before) {
        double seconds = Duration.ofNanos(nanoTime - before.nanoTime).toMillis() / 1000.0;
        if (seconds <= 0) {
            return Cores.NONE;
        }
        double taken = Math.max(0, (stolen - before.stolen) / TICKS / seconds);
        return new Cores(Math.max(taken, (busy - before.busy - (own - before.own)) / TICKS / seconds), taken);
    }

    /**
     * @param stat text of /proc/stat
     * @param self text of /proc/self/stat
     */
    static Others of(long nanoTime, String stat, String self) {
        Matcher cpus = ALL_CPUS.matcher(stat);
        String[] fields = self.substring(self.lastIndexOf(')') + 1).strip().split(" ");
        if (!cpus.find() || fields.length < UTIME + TIMES) {
            return new Others(nanoTime, 0, 0, 0);
        }
        long[] ticks = numbers(cpus.group(1).split(" "));
        try {
            long[] own = numbers(Arrays.copyOfRange(fields, UTIME, UTIME + TIMES));
            return new Others(
                    nanoTime,
                    Arrays.stream(ticks).sum() - ticks[IDLE] - ticks[IOWAIT],
                    ticks[STEAL],
                    Arrays.stream(own).sum());
        } catch (NumberFormatException e) {
            return new Others(nanoTime, 0, 0, 0);
        }
    }

    private static long[] numbers(String[] texts) {
        return Stream.of(texts).mapToLong(Long::parseLong).toArray();
    }
}
