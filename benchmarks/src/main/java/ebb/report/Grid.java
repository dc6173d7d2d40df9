// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Equal stretches of time into which every timeline of a load is folded, so that all panels share one axis.
 *
 * <p>Each stretch keeps its least and its greatest sample, in the order in which they were taken. So every peak keeps its
 * exact value, and its time moves by less than one stretch.
 *
 * @param start of the first stretch, nanoseconds from the start of the burst; negative before it
 * @param width of a stretch, nanoseconds, at least 1
 * @param stretches at least 1
 */
record Grid(long start, long width, int stretches) {
    /** Marks, in a folded timeline, a stretch without a sample. */
    static final long NONE = -1;

    /** With two values each, twice the pixels of a panel. */
    static final int MOST = 400;

    /** {@link #MOST} stretches from the first to the last of these times, both included. */
    static Grid over(long first, long last) {
        return new Grid(first, Math.max(1, (last - first) / MOST + 1), MOST);
    }

    /**
     * Folds a timeline to two values a stretch; samples outside the grid are left out.
     *
     * @param zero time of the timeline that is 0 on the grid
     * @param last time of the timeline after which samples are left out
     * @param value of a sample by its index, not negative
     */
    List<Long> fold(Timeline timeline, long zero, long last, IntToLongFunction value) {
        List<Long> folded = new ArrayList<>(Collections.nCopies(2 * stretches, NONE));
        int[] least = new int[stretches];
        int[] greatest = new int[stretches];
        Arrays.fill(least, -1);
        for (int i = 0; i < timeline.count() && timeline.nanos(i) <= last; i++) {
            long stretch = Math.floorDiv(timeline.nanos(i) - zero - start, width);
            if (stretch < 0 || stretch >= stretches) {
                continue;
            }
            int s = (int) stretch;
            if (least[s] < 0) {
                least[s] = i;
                greatest[s] = i;
            } else if (value.applyAsLong(i) < value.applyAsLong(least[s])) {
                least[s] = i;
            } else if (value.applyAsLong(i) > value.applyAsLong(greatest[s])) {
                greatest[s] = i;
            }
        }
        for (int s = 0; s < stretches; s++) {
            if (least[s] >= 0) {
                folded.set(2 * s, value.applyAsLong(Math.min(least[s], greatest[s])));
                folded.set(2 * s + 1, value.applyAsLong(Math.max(least[s], greatest[s])));
            }
        }
        return folded;
    }

    /** Time of a folded value, seconds from the start of the burst: a stretch has its two at one and three quarters. */
    double seconds(int index) {
        return (start + width * (index + 0.5) / 2) / 1e9;
    }
}
