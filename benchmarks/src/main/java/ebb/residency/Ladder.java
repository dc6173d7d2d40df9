// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Figure;
import ebb.results.Metric;
import ebb.results.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Why memory is still resident after idle: rungs climbed in order, and the memory held some time after each.
 *
 * @param rungs those that the allocator has, in order
 * @param drift bytes a second by which the memory held moved by itself at the end of the wait; 0 where it was still
 */
record Ladder(List<Step> rungs, double drift) {
    /** From the end of a rung to the reading: an allocator's own threads may still be at work. */
    static final long REST = 500_000_000L;

    private static final double MIB = 1 << 20;
    private static final double SECOND = 1e9;

    /**
     * A rung as it was climbed. Times are nanoseconds of CLOCK_MONOTONIC.
     *
     * @param start when its probes began
     * @param end when the memory was read
     */
    record Step(Rung rung, long start, long end, KernelFiles.Rollup memory) {}

    Ladder {
        rungs = List.copyOf(rungs);
    }

    /**
     * @param subject does what a rung does, and returns whether the allocator has it
     * @param rest waits for {@link #REST}
     * @param clock CLOCK_MONOTONIC
     */
    static Ladder climb(
            Rung.Order order,
            Waiting waiting,
            Predicate<Rung> subject,
            Runnable rest,
            Supplier<KernelFiles.Rollup> memory,
            LongSupplier clock) {
        List<Step> steps = new ArrayList<>();
        for (Rung rung : order.rungs()) {
            long start = clock.getAsLong();
            if (rung == Rung.WAIT) {
                KernelFiles.Rollup read = waiting.await(rest, memory, clock);
                steps.add(new Step(rung, start, clock.getAsLong(), read));
            } else if (subject.test(rung)) {
                rest.run();
                KernelFiles.Rollup read = memory.get();
                steps.add(new Step(rung, start, clock.getAsLong(), read));
            }
        }
        return new Ladder(steps, waiting.drift());
    }

    /**
     * MiB that each rung gave back, as measured: below zero where memory grew. With {@code live.idle} and {@code
     * rss.lazyfree} they add up to {@code rss.idle} less {@code rss.base}, except for lazily freed pages of the base.
     * The drift is the movement in the time of the longest rung; each rung's figure may be too high by that much.
     *
     * @throws ebb.base.EbbException where memory was swapped out meanwhile
     */
    List<Figure> metrics(KernelFiles.Rollup base, Cycle cycle) {
        List<Figure> metrics = new ArrayList<>();
        long before = cycle.idle().memory().held();
        long lazy = cycle.idle().memory().lazyFree();
        double longest = 0;
        for (Step step : rungs) {
            Residency.refuseSwap(base, step.memory());
            long after = step.memory().held();
            metrics.add(step.rung().metric().at((before - after) / MIB));
            longest = step.rung() == Rung.WAIT ? longest : Math.max(longest, (step.end() - step.start()) / SECOND);
            if (step.rung() == Rung.RECLAIM) {
                metrics.add(Metric.WHY_RECLAIM_LAZY.at((lazy - step.memory().lazyFree()) / MIB));
            }
            lazy = step.memory().lazyFree();
            before = after;
        }
        metrics.add(Metric.WHY_REST.at((before - base.held() - cycle.live()) / MIB));
        metrics.add(Metric.WHY_DRIFT.at(drift * longest / MIB));
        return metrics;
    }
}
