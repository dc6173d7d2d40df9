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
 * @param before memory just before
 * @param after memory one second after
 * @param drift bytes by which RSS had changed by itself in the second before
 * @param stopped how long gdb had the process, most of which its threads stood still
 * @param thread that made the call
 * @param waits the call of the kernel that it waited in
 */
record ReleaseOutcome(
        String call, Rollup before, Rollup after, long drift, Duration stopped, long thread, String waits) {
    private static final long MIB = 1 << 20;

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
            lines.add("RSS was falling by itself already: by " + mib(-drift) + " in the second before.");
        } else if (drift >= MIB) {
            lines.add("RSS was rising by itself: by " + mib(drift) + " in the second before.");
        }
        return lines;
    }

    private String verdict() {
        // Within what it does by itself in two seconds, which is how far the readings lie apart, nothing is shown.
        if (back() < MIB || back() <= 2 * Math.abs(drift)) {
            return "Nothing came back that can be told from what the process does by itself: what is resident is in use, is"
                    + " held where " + call + " does not reach, or is not the allocator's.";
        }
        String came = String.format(
                Locale.ROOT, "%.1f of %s came back on %s", back() / (double) MIB, mib(before.rss()), call);
        return back() * 2 >= before.rss()
                ? "It was the allocator: " + came + "."
                : came
                        + ": the allocator held at least that. The rest is in use, is held where the call does not reach, or"
                        + " is not the allocator's.";
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MIB);
    }
}
