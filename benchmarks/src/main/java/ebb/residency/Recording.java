// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Figure;
import ebb.results.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One iteration as it was observed.
 *
 * @param base the fork before its first burst
 * @param bursts at least one, in order of time
 * @param warm how many of them ran back to back, before the first idle period; 0 where none did
 * @param cycles those bursts that an idle period followed, at least the last
 * @param samplerCpu CPU time of the sampling thread, nanoseconds
 * @param release of the last cycle; empty where no thread releases memory
 * @param why empty where nobody asked
 */
record Recording(
        SmapsRollup base,
        List<Cycle.Burst> bursts,
        int warm,
        List<Cycle> cycles,
        Timeline timeline,
        long samplerCpu,
        Optional<Release> release,
        Optional<Why> why) {
    /** The last cycle's, and what all bursts together show. */
    List<Figure> metrics() {
        Cycle last = cycles.get(cycles.size() - 1);
        List<Figure> metrics =
                new ArrayList<>(Residency.of(base, last, timeline, samplerCpu).metrics());
        List<Long> peaks =
                bursts.stream().map(burst -> Residency.peak(burst, timeline)).toList();
        metrics.addAll(new Again(bursts, peaks, warm).metrics());
        release.ifPresent(cost -> metrics.addAll(cost.metrics()));
        why.ifPresent(found -> metrics.addAll(found.metrics(base, last.idle())));
        return metrics;
    }
}
