// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Phase;
import ebb.results.Timeline.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The facts of one burst and the idle period after it, read at its edges. Times are nanoseconds of CLOCK_MONOTONIC,
 * sizes bytes.
 */
record Cycle(Burst burst, Idle idle) {
    /**
     * Read when the burst had ended.
     *
     * @param cpuUser nanoseconds, whole process, as cpuSys
     * @param livePeak most bytes requested at one time
     * @param livePeakBlocks the blocks then
     */
    record Burst(
            long start,
            long end,
            KernelFiles.Status status,
            long cpuUser,
            long cpuSys,
            long faults,
            long livePeak,
            long livePeakBlocks) {}

    /**
     * Read when the idle period had ended.
     *
     * @param cpu nanoseconds of user and system time, whole process
     * @param live bytes requested and not yet freed
     * @param frees frees since just before the burst
     * @param freesRemote those of them made by another thread than the one that allocated
     */
    record Idle(long end, long cpu, KernelFiles.Rollup memory, long live, long frees, long freesRemote) {}

    /**
     * All that is known of an iteration, in order of time.
     *
     * @param bursts with those that no idle period followed
     */
    static List<Span> spans(List<Burst> bursts, List<Cycle> cycles, List<Ladder.Step> ladder) {
        List<Span> spans = new ArrayList<>();
        bursts.forEach(burst -> spans.add(new Span(Phase.BURST, burst.start(), burst.end())));
        cycles.forEach(cycle -> spans.add(
                new Span(Phase.IDLE, cycle.burst().end() + 1, cycle.idle().end())));
        ladder.forEach(step -> spans.add(new Span(step.rung().phase(), step.start(), step.end())));
        spans.sort(Comparator.comparingLong(Span::start));
        return spans;
    }
}
