// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/**
 * A row over all its forks that gave a result.
 *
 * @param rounds from which round each row of raw data is, in the order of the raw data; a failed fork's is missing
 * @param result its raw data is in the order of the rounds, whenever the forks ran
 */
record MergedRow(Row row, List<Integer> rounds, RunResult result) {

    /** What {@code rounds.json} says of a row; the names are those of JMH's JSON. */
    private record Entry(String benchmark, String mode, Map<String, String> params, List<Integer> rounds) {}

    /**
     * The rows of which at least one fork gave a result, in JMH's order.
     *
     * @param results by the place of the fork in the list; those of warm-up forks are left out
     */
    static List<MergedRow> of(List<ForkPlan> forks, Map<Integer, RunResult> results) {
        Map<Row, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < forks.size(); i++) {
            if (!forks.get(i).warmup() && results.containsKey(i)) {
                places.computeIfAbsent(forks.get(i).row(), row -> new ArrayList<>())
                        .add(i);
            }
        }
        List<MergedRow> merged = new ArrayList<>();
        places.forEach((row, of) -> merged.add(new MergedRow(
                row,
                of.stream().map(i -> forks.get(i).fork()).toList(),
                Results.merge(row, of.stream().map(results::get).toList()))));
        merged.sort(Comparator.comparing(MergedRow::result, RunResult.DEFAULT_SORT_COMPARATOR));
        return merged;
    }

    /** {@code rounds.json}: by it a test can pair forks of the same round. */
    static byte[] roundsJson(List<MergedRow> rows) {
        List<Entry> entries = new ArrayList<>();
        for (MergedRow merged : rows) {
            Map<String, String> params = new LinkedHashMap<>();
            merged.row().params().forEach(p -> params.put(p.name(), p.value()));
            entries.add(new Entry(merged.row().benchmark(), merged.row().mode().shortLabel(), params, merged.rounds()));
        }
        return Json.bytes(entries);
    }
}
