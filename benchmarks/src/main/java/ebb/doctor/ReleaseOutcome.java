// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.residency.KernelFiles.Rollup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one release call brought back.
 *
 * @param call as a programmer writes it
 * @param before memory just before, all threads stopped
 * @param after memory one second after
 * @param apart from the one reading to the other
 * @param drift bytes by which RSS had changed by itself while it was watched before
 * @param watched how long that was, about a second
 * @param stopped how long gdb had the process, most of which its threads stood still
 * @param thread that made the call
 * @param waits the call of the kernel that it waited in
 */
record ReleaseOutcome(
        String call,
        Rollup before,
        Rollup after,
        Duration apart,
        long drift,
        Duration watched,
        Duration stopped,
        long thread,
        String waits) {
    private static final long MIB = 1 << 20;

    /** Nothing is claimed of less than so many times what the process does by itself in the time of the call. */
    private static final double MARGIN = 2;

    /** A call that takes more times as long as the process was watched before: what it did by itself is not known. */
    private static final double KNOWN = 5;

    /** From the end of the call to the reading after it. */
    static final Duration REST = Duration.ofSeconds(1);

    /** Bytes that are resident no longer. */
    long back() {
        return before.rss() - after.rss();
    }

    /** Sentences, the verdict first. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(verdict());
        lines.add(String.format(
                Locale.ROOT,
                "RSS was %s before and %s 1 s after the call, which thread %d made (it waited in %s); gdb had the process"
                        + " for %.2f s.",
                mib(before.rss()),
                mib(after.rss()),
                thread,
                waits,
                stopped.toMillis() / 1000.0));
        long lazy = after.lazyFree() - before.lazyFree();
        if (lazy >= MIB) {
            lines.add(mib(lazy)
                    + " more are given back but still resident (LazyFree): the kernel takes them when it needs"
                    + " them.");
        }
        if (drift <= -MIB) {
            lines.add("RSS was falling by itself already: by " + mib(-drift) + before(watched));
        } else if (drift >= MIB) {
            lines.add("RSS was rising by itself: by " + mib(drift) + before(watched));
        }
        return lines;
    }

    private String verdict() {
        if (back() < MIB || back() <= MARGIN * Math.abs(drift) * times()) {
            return "Nothing came back that can be told from what the process does by itself: what is resident is in use, is"
                    + " held where " + call + " does not reach, or is not the allocator's.";
        }
        String came = String.format(Locale.ROOT, "%.1f of %s came back ", back() / (double) MIB, mib(before.rss()));
        if (times() > KNOWN) {
            return came
                    + String.format(
                            Locale.ROOT,
                            "within the %s of %s and the second after it, which is too long to tell how much of that came by"
                                    + " itself.",
                            seconds(apart.minus(REST)),
                            call);
        }
        came += "on " + call;
        return back() * 2 >= before.rss()
                ? "It was the allocator: " + came + "."
                : came
                        + ": the allocator held at least that. The rest is in use, is held where the call does not reach, or"
                        + " is not the allocator's.";
    }

    /** How many times as long as it was watched before. */
    private double times() {
        return apart.toNanos() / (double) watched.toNanos();
    }

    private static String before(Duration watched) {
        return " in the " + seconds(watched) + " before.";
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MIB);
    }
}
