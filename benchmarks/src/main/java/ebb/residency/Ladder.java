// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Figure;
import ebb.results.Metric;
import ebb.results.Rung;
import ebb.shim.NativeBurst.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Why memory is still resident after idle: probes applied in order, and what was resident some time after each. What a
 * step gives back was held by what the step does.
 *
 * <p>Resident is RSS less the pages given back with MADV_FREE, which the kernel takes when it wants to.
 *
 * @param rungs those that the allocator has, in order
 */
record Ladder(List<Step> rungs) {
    /** Between the end of a step and the reading: an allocator's own threads may still be at work. */
    static final long REST = 500_000_000L;

    private static final double MIB = 1 << 20;

    /**
     * A step as it was made. Times are nanoseconds of CLOCK_MONOTONIC.
     *
     * @param start when the probe began
     * @param end when the memory was read
     */
    record Step(Rung rung, long start, long end, KernelFiles.Rollup memory) {}

    public Ladder {
        rungs = List.copyOf(rungs);
    }

    /**
     * Makes the steps.
     *
     * @param load makes a probe, and says whether the allocator has it
     * @param rest waits for {@link #REST}
     * @param clock CLOCK_MONOTONIC
     */
    static Ladder climb(Predicate<Probe> load, Runnable rest, Supplier<KernelFiles.Rollup> memory, LongSupplier clock) {
        List<Step> steps = new ArrayList<>();
        for (Rung rung : Rung.CLIMBED) {
            long start = clock.getAsLong();
            if (rung.probe().isEmpty() || load.test(rung.probe().get())) {
                rest.run();
                KernelFiles.Rollup read = memory.get();
                steps.add(new Step(rung, start, clock.getAsLong(), read));
            }
        }
        return new Ladder(steps);
    }

    /**
     * MiB that each step gave back, as measured: below zero where memory grew. With {@code live.idle} and
     * {@code rss.lazyfree} they add up to {@code rss.idle} less {@code rss.base}, but for lazily freed pages of the base.
     *
     * @throws ebb.base.EbbException where memory was swapped out meanwhile
     */
    List<Figure> metrics(KernelFiles.Rollup base, Cycle.Idle idle) {
        List<Figure> metrics = new ArrayList<>();
        long before = resident(idle.memory());
        for (Step step : rungs) {
            Residency.refuseSwap(base, step.memory());
            long after = resident(step.memory());
            metrics.add(step.rung().metric().at((before - after) / MIB));
            before = after;
        }
        metrics.add(Metric.WHY_REST.at((before - resident(base) - idle.live()) / MIB));
        return metrics;
    }

    private static long resident(KernelFiles.Rollup memory) {
        return memory.rss() - memory.lazyFree();
    }
}
