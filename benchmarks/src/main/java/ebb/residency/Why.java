// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Figure;
import java.util.ArrayList;
import java.util.List;

/** Why memory stayed, as one iteration found it out. */
record Why(Ladder ladder, Heap heap) {
    List<Figure> metrics(SmapsRollup base, Cycle.Idle idle) {
        List<Figure> metrics = new ArrayList<>(ladder.metrics(base, idle));
        metrics.addAll(heap.metrics(idle.memory().rss() - base.rss()));
        return metrics;
    }
}
