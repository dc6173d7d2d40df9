// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.Direction;
import ebb.results.Limit;
import ebb.results.Metric;
import ebb.results.Scale;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one allocator made of a burst.
 *
 * @param allocator index into {@link Report#allocators()}
 * @param forks how many gave a result
 * @param metrics by JMH's label
 * @param open labels of the times that are the least that they can be, as {@link ebb.verdict.VerdictRow#open()} has them
 * @param gaveBack what gave most of the rest back, in words; empty where nothing did
 * @param lines RSS over time; null where the run kept no timeline
 */
record BurstRow(
        int allocator,
        int forks,
        Map<String, Spread> metrics,
        List<String> open,
        String gaveBack,
        @Nullable Lines lines) {
    /** User and system in one figure. */
    static final Metric CPU = new Metric(
            "cpu",
            Metric.CPU_USER.unit(),
            Direction.LESS,
            Scale.RATIO,
            Limit.amount(0),
            "CPU time of the burst, in user mode and in the kernel");

    /** {@link Spread#NONE} where the run has no such metric. */
    Spread metric(Metric metric) {
        return metrics.getOrDefault(metric.label(), Spread.NONE);
    }

    double retained() {
        return metric(Metric.RETAINED).mean();
    }

    /** MiB that the burst added to RSS. */
    double rise() {
        return metric(Metric.RSS_PEAK).mean() - metric(Metric.RSS_BASE).mean();
    }

    /**
     * RSS over time, each fork on the load's {@link Grid}; sizes in KiB, {@link Grid#NONE} where there is no sample.
     *
     * @param phases of the first fork, in order
     * @param live bytes requested and not yet freed, in the first fork
     * @param rss of each fork
     */
    record Lines(List<Stretch> phases, List<Long> live, List<List<Long>> rss) {}

    /**
     * A stretch of time in which the load did one thing.
     *
     * @param label the phase's
     * @param rung its place among the ladder's rungs, from 1; 0 where it is none of them
     * @param from seconds from the start of the burst
     * @param to likewise
     */
    record Stretch(String label, int rung, double from, double to) {}
}
