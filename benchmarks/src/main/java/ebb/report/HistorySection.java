// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A figure that several runs have, run by run.
 *
 * @param load benchmark and parameters
 * @param metric JMH's label
 * @param unit JMH's
 */
record HistorySection(String load, String metric, String unit, List<Row> rows) {
    private static final List<String> OF_BURSTS = List.of("rss.retained", "rss.peak");

    /**
     * One allocator's values.
     *
     * @param allocator index into {@link Report#allocators()}
     * @param runs one for each of {@link Report#runs()}; {@link Spread#NONE} where that run has no such row
     */
    record Row(int allocator, List<Spread> runs) {}

    /** The sections of a load; none where no allocator is in two runs. */
    static List<HistorySection> of(Load load, List<RunInput> runs, AllocatorNotes allocators) {
        List<HistorySection> sections = new ArrayList<>();
        for (String metric : load.isBurst() ? OF_BURSTS : List.of("score")) {
            Map<String, List<Spread>> values = new LinkedHashMap<>();
            for (String id : load.rows().keySet()) {
                values.put(
                        id, runs.stream().map(run -> load.in(run, id, metric)).toList());
            }
            List<Row> rows = values.entrySet().stream()
                    .filter(e -> e.getValue().stream().filter(Spread::isKnown).count() > 1)
                    .map(e -> new Row(allocators.number(e.getKey()), e.getValue()))
                    .toList();
            if (!rows.isEmpty()) {
                String unit =
                        metric.equals("score") ? load.results().get(0).score().unit() : "MiB";
                sections.add(new HistorySection(load.name(), metric, unit, rows));
            }
        }
        return sections;
    }
}
