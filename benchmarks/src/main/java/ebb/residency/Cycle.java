// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Phase;
import ebb.results.Timeline.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One burst and the idle period after it, as read at their ends. Times are nanoseconds of CLOCK_MONOTONIC, sizes bytes. */
record Cycle(Burst burst, Idle idle) {
    /**
     * @param cpuUser nanoseconds of the whole process, like cpuSys
     * @param livePeak the most bytes requested at one time
     * @param livePeakBlocks the number of blocks then
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
     * @param cpu nanoseconds of user and system time, whole process
     * @param live bytes requested and not yet freed
     * @param frees since just before the burst
     * @param freesRemote those by another thread than the one that allocated
     */
    record Idle(long end, long cpu, KernelFiles.Rollup memory, long live, long frees, long freesRemote) {}

    /**
     * The phases of an iteration in order of time.
     *
     * @param bursts including those without an idle period
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
