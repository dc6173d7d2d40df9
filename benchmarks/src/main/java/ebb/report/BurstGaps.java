// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.UsedAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says what a reader would look for in a burst's section and the run does not have. */
final class BurstGaps {
    private BurstGaps() {}

    /** A sentence each. */
    static List<String> of(Load load, List<BurstRow> rows, Map<String, List<ForkTimeline>> timelines) {
        List<String> gaps = new ArrayList<>();
        failed(load).forEach(id -> gaps.add("No fork of " + id + " gave a result: " + why(load, id)));
        forks(load, gaps);
        List<String> untimed = timelines.entrySet().stream()
                .filter(e -> e.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (!untimed.isEmpty()) {
            gaps.add("No timeline of RSS was kept: "
                    + (untimed.size() == timelines.size() ? "of none of them" : String.join(", ", untimed)) + ".");
        }
        if (rows.stream().noneMatch(row -> row.metric("why.rest").isKnown())) {
            gaps.add("Why memory stayed was not asked in this run; -prof \"rss:why=true\" asks.");
        }
        return gaps;
    }

    /** Allocators that the load's runs set out with and that have no row. */
    private static List<String> failed(Load load) {
        return load.runs().stream()
                .flatMap(run -> run.allocators().stream())
                .map(UsedAllocator::id)
                .distinct()
                .filter(id -> !id.isEmpty() && !load.rows().containsKey(id))
                .toList();
    }

    private static String why(Load load, String id) {
        return load.runs().stream()
                .flatMap(run -> run.failure(id).stream())
                .findFirst()
                .orElse("the run's own output says why.");
    }

    private static void forks(Load load, List<String> gaps) {
        int most = load.results().stream().mapToInt(row -> row.forks()).max().orElse(0);
        if (most == 1) {
            gaps.add("One fork each: how much a figure varies from fork to fork is not known, and differences of a few"
                    + " per cent mean nothing.");
        }
        load.rows().forEach((id, row) -> {
            if (row.result().forks() < most) {
                gaps.add("Of " + id + " only " + row.result().forks() + " of " + most + " forks gave a result.");
            }
        });
    }
}
