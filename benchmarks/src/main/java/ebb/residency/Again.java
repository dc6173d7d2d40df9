// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Figure;
import ebb.results.Metric;
import ebb.results.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The cost of having given memory back: bursts after an idle period, compared with one that follows another directly.
 *
 * @param bursts of one iteration, in order of time
 * @param peaks highest RSS of each, bytes
 * @param warm how many of them ran back to back, before the first idle period; 0 where none did
 * @param timeline of the iteration
 */
record Again(List<Cycle.Burst> bursts, List<Long> peaks, int warm, Timeline timeline) {
    private static final double MIB = 1 << 20;

    /** After a burst's start: its own activity has reached by then what it can, and it still holds little. */
    private static final long DIP = 1_000_000_000;

    /** Fewer peaks give no line. */
    private static final int LEAST_PEAKS = 3;

    /**
     * {@code again.ratio}, {@code again.cpu}, {@code again.faults} where at least two bursts ran back to back, and others after
     * idle; {@code again.dip} where a burst follows an idle period; {@code rss.ratchet} where there are three bursts
     * or more.
     */
    List<Figure> metrics() {
        List<Figure> metrics = new ArrayList<>();
        if (warm >= 2 && bursts.size() > warm) {
            Cycle.Burst before = bursts.get(warm - 1);
            List<Cycle.Burst> after = bursts.subList(warm, bursts.size());
            metrics.add(Metric.AGAIN_RATIO.at(ratio(mean(after, Again::makespan), makespan(before))));
            metrics.add(Metric.AGAIN_CPU.at(ratio(mean(after, Again::cpu), cpu(before))));
            metrics.add(Metric.AGAIN_FAULTS.at(mean(after, Cycle.Burst::faults) - before.faults()));
        }
        List<Cycle.Burst> idled = bursts.subList(Math.min(Math.max(warm, 1), bursts.size()), bursts.size());
        if (!idled.isEmpty()) {
            metrics.add(Metric.AGAIN_DIP.at(
                    idled.stream().mapToDouble(this::dip).average().orElse(Double.NaN) / MIB));
        }
        if (peaks.size() >= LEAST_PEAKS) {
            metrics.add(Metric.RATCHET.at(slope() / MIB));
        }
        return metrics;
    }

    /** Bytes by which RSS falls below what it was at the burst's start; NaN where no sample shows it. */
    private double dip(Cycle.Burst burst) {
        long idle = -1;
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < timeline.count(); i++) {
            long at = timeline.nanos(i);
            if (at <= burst.start()) {
                idle = timeline.rss(i);
            } else if (at <= Math.min(burst.end(), burst.start() + DIP)) {
                lowest = Math.min(lowest, timeline.rss(i));
            }
        }
        return idle < 0 || lowest == Long.MAX_VALUE ? Double.NaN : Math.max(0, idle - lowest);
    }

    /** Of the least-squares line through the peaks, bytes a burst. */
    private double slope() {
        double middle = (peaks.size() - 1) / 2.0;
        double products = 0;
        double squares = 0;
        for (int i = 0; i < peaks.size(); i++) {
            products += (i - middle) * peaks.get(i);
            squares += (i - middle) * (i - middle);
        }
        return products / squares;
    }

    private static long makespan(Cycle.Burst burst) {
        return burst.end() - burst.start();
    }

    private static long cpu(Cycle.Burst burst) {
        return burst.cpuUser() + burst.cpuSys();
    }

    private static double mean(List<Cycle.Burst> bursts, ToLongFunction<Cycle.Burst> figure) {
        return bursts.stream().mapToLong(figure).average().orElse(Double.NaN);
    }

    private static double ratio(double value, long by) {
        return by > 0 ? value / by : Double.NaN;
    }
}
