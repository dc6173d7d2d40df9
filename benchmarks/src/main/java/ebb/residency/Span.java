// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the load did from one time to another, both inclusive; nanoseconds of CLOCK_MONOTONIC. */
record Span(Phase phase, long start, long end) {
    /**
     * All that is known of an iteration, in order of time.
     *
     * @param bursts with those that no idle period followed
     */
    static List<Span> of(List<Cycle.Burst> bursts, List<Cycle> cycles, List<Ladder.Step> ladder) {
        List<Span> spans = new ArrayList<>();
        bursts.forEach(burst -> spans.add(new Span(Phase.BURST, burst.start(), burst.end())));
        cycles.forEach(cycle -> spans.add(
                new Span(Phase.IDLE, cycle.burst().end() + 1, cycle.idle().end())));
        ladder.forEach(step -> spans.add(new Span(step.rung().phase(), step.start(), step.end())));
        spans.sort(Comparator.comparingLong(Span::start));
        return spans;
    }
}
