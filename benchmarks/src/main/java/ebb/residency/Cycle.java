// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Phase;
import ebb.results.Timeline.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The facts of one burst and the idle period after it, read at its edges. Times are nanoseconds of CLOCK_MONOTONIC,
 * sizes bytes.
 *
 * @param requests empty where nobody counts them
 */
record Cycle(Burst burst, Idle idle, Optional<Requests> requests) {
    /**
     * @param cpuUser nanoseconds of all that is observed, like cpuSys
     */
    record Burst(long start, long end, KernelFiles.Status status, long cpuUser, long cpuSys, long faults) {}

    /**
     * Read when the idle period had ended.
     *
     * @param cpu nanoseconds of user and system time, all that is observed
     */
    record Idle(long end, long cpu, KernelFiles.Rollup memory) {}

    /**
     * What the program asked of its allocator.
     *
     * @param livePeak the most bytes requested at one time
     * @param livePeakBlocks the number of blocks then
     * @param live bytes requested and not yet freed at the end of idle
     * @param frees frees since just before the burst
     * @param freesRemote those of them made by another thread than the one that allocated
     */
    record Requests(long livePeak, long livePeakBlocks, long live, long frees, long freesRemote) {}

    /** Bytes that are known to be requested and not freed at the end of idle. */
    long live() {
        return requests.map(Requests::live).orElse(0L);
    }

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
