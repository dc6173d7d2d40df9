// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import ebb.results.Timeline;
import java.util.Arrays;
import java.util.Locale;

/**
 * RSS from the end of a burst to the end of its idle period: a point at either edge, and the samples between them.
 *
 * <p>Times are nanoseconds since the burst's end.
 */
final class IdleCurve {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    /** Bounds of the longest gap allowed, which is a tenth of the idle period; nanoseconds. */
    private static final long LEAST_GAP_LIMIT = 250 * MILLISECOND;

    private static final long MOST_GAP_LIMIT = SECOND;

    private final long[] time;
    private final long[] rss;

    private IdleCurve(long[] time, long[] rss) {
        this.time = time;
        this.rss = rss;
    }

    /**
     * @throws EbbException where the idle period has no length, or the samples have a gap too long for correct figures:
     *     more than a tenth of the idle period, but at least 0.25 s and at most 1 s
     */
    static IdleCurve of(Cycle cycle, Timeline timeline) {
        long start = cycle.burst().end();
        long length = cycle.idle().end() - start;
        if (length <= 0) {
            throw new EbbException(
                    "The scenario has no idle period, so nothing can be said about what stays resident after"
                            + " the burst: give it an idle time of a second or more.");
        }
        long[] time = new long[timeline.count() + 2];
        long[] rss = new long[timeline.count() + 2];
        int count = 1;
        rss[0] = cycle.burst().status().rss();
        for (int i = 0; i < timeline.count(); i++) {
            long since = timeline.nanos(i) - start;
            if (since > 0 && since < length) {
                time[count] = since;
                rss[count++] = timeline.rss(i);
            }
        }
        time[count] = length;
        rss[count++] = cycle.idle().memory().rss();
        IdleCurve curve = new IdleCurve(Arrays.copyOf(time, count), Arrays.copyOf(rss, count));
        curve.refuseGap();
        return curve;
    }

    long length() {
        return time[time.length - 1];
    }

    /**
     * The time from which RSS stays at or below this level until the end of the idle period; zero where it always does, and
     * the length of the idle period where it never does.
     */
    long settledBelow(double level) {
        int first = time.length;
        while (first > 0 && rss[first - 1] <= level) {
            first--;
        }
        return first == time.length ? length() : time[first];
    }

    /** Integral of RSS less base by trapezoids, in byte nanoseconds. */
    double excess(long base) {
        double sum = 0;
        for (int i = 1; i < time.length; i++) {
            double mean = ((rss[i - 1] - base) + (double) (rss[i] - base)) / 2;
            sum += mean * (time[i] - time[i - 1]);
        }
        return sum;
    }

    private void refuseGap() {
        long limit = Math.min(MOST_GAP_LIMIT, Math.max(LEAST_GAP_LIMIT, length() / 10));
        for (int i = 1; i < time.length; i++) {
            long gap = time[i] - time[i - 1];
            if (gap > limit) {
                throw new EbbException(String.format(
                        Locale.ROOT,
                        "The RSS timeline has a gap of %.2f s in the idle period of %.2f s, %.2f s after the burst;"
                                + " its figures allow at most %.2f s: choose a shorter sampling interval, or free the"
                                + " machine of other work, and run again.",
                        gap / (double) SECOND,
                        length() / (double) SECOND,
                        time[i - 1] / (double) SECOND,
                        limit / (double) SECOND));
            }
        }
    }
}
