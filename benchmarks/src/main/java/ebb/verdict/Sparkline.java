// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import ebb.results.Phase;
import ebb.results.Timeline;
import java.util.ArrayList;
import java.util.List;

/** A curve in one line of text; each character is the highest value of its stretch, so that no peak is lost. */
public final class Sparkline {
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";

    /** Eight levels that a plain terminal tells apart. */
    private static final String ASCII = "_.-~=+*#";

    private Sparkline() {}

    /**
     * @param values in equal steps, not negative
     * @param top value of the highest character; the same for curves that are to be compared
     * @param width characters; a shorter list of values gives fewer
     */
    public static String of(List<Double> values, double top, int width, boolean blocks) {
        String levels = blocks ? BLOCKS : ASCII;
        int length = Math.min(width, values.size());
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int from = i * values.size() / length;
            int to = (i + 1) * values.size() / length;
            double highest = values.subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(0);
            double share = top <= 0 ? 0 : highest / top;
            line.append(levels.charAt((int) Math.max(0, Math.min(7, Math.ceil(share * 8) - 1))));
        }
        return line.toString();
    }

    /**
     * RSS from the first burst's start to the last idle period's end: the highest value of each of {@code steps} equal
     * stretches of time, or the value before it where a stretch has no sample.
     */
    static List<Double> curve(Timeline timeline, int steps) {
        int first = 0;
        while (first < timeline.count() && timeline.phase(first).equals(Phase.SETUP)) {
            first++;
        }
        int end = timeline.count();
        while (end > first && !List.of(Phase.BURST, Phase.IDLE).contains(timeline.phase(end - 1))) {
            end--;
        }
        List<Double> curve = new ArrayList<>();
        if (first == end) {
            return curve;
        }
        long begin = timeline.nanos(first);
        double length = Math.max(1, timeline.nanos(end - 1) - begin);
        int sample = first;
        double value = timeline.rss(first);
        for (int step = 1; step <= steps; step++) {
            double highest = -1;
            while (sample < end && timeline.nanos(sample) - begin <= length * step / steps) {
                value = timeline.rss(sample++);
                highest = Math.max(highest, value);
            }
            curve.add((highest < 0 ? value : highest) / (1 << 20));
        }
        return curve;
    }
}
