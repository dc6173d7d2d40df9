// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Equal stretches of time on which every timeline of a load is drawn, so that all panels share one axis.
 *
 * <p>Each stretch keeps its least and its greatest sample, in the order in which they came. What a screen can show is
 * all there, every peak with its exact value; only its time moves, by less than one stretch.
 *
 * @param start of the first stretch, nanoseconds from the start of the burst; negative before it
 * @param width of a stretch, nanoseconds, at least 1
 * @param stretches at least 1
 */
record Grid(long start, long width, int stretches) {
    /** Stands in a folded timeline where a stretch has no sample. */
    static final long NONE = -1;

    /** With two values each, twice the pixels of a panel. */
    static final int MOST = 400;

    /** The grid of {@link #MOST} stretches that reaches from the first to the last of these times, both included. */
    static Grid over(long first, long last) {
        return new Grid(first, Math.max(1, (last - first) / MOST + 1), MOST);
    }

    /**
     * Two values a stretch.
     *
     * @param zero time of the timeline that is 0 on the grid
     * @param last time of the timeline after which nothing counts
     * @param value of a sample by its index, not negative; samples outside of the grid are left out
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

    /** Time of a folded value, seconds from the start of the burst: the two of a stretch stand in its quarters. */
    double seconds(int index) {
        return (start + width * (index + 0.5) / 2) / 1e9;
    }
}
