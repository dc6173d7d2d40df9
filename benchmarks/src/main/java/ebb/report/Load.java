// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.UsedService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One benchmark with one set of parameters, whatever the allocator.
 *
 * @param key without the allocator
 * @param timed whether every call was timed, which changes a throughput
 * @param service what a burst of a user's own service is and how long it is watched; empty where it is none, or the run
 *     does not tell
 * @param distinct what of that distinguishes it from the other loads with its key
 * @param rows by allocator, each from the latest run that has it
 */
record Load(RowKey key, boolean timed, Map<String, String> service, List<String> distinct, Map<String, Row> rows) {
    private static final String SCENARIO = "scenario";

    private record Group(RowKey key, boolean timed, Map<String, String> service) {
        static Group of(ResultRow row) {
            UsedService service = row.service();
            return new Group(
                    row.key().without(RowKey.ALLOCATOR),
                    row.settings().timed() && !isBurst(row),
                    service == null ? Map.of() : service.load());
        }
    }

    record Row(RunData run, ResultRow result) {}

    /** The loads of all rows that have an allocator, in the order of the rows. */
    static List<Load> of(List<RunData> runs) {
        Map<Group, Map<String, Row>> loads = new LinkedHashMap<>();
        for (RunData run : runs) {
            for (ResultRow row : run.rows()) {
                String allocator = row.key().params().get(RowKey.ALLOCATOR);
                if (allocator != null) {
                    loads.computeIfAbsent(Group.of(row), of -> new LinkedHashMap<>())
                            .put(allocator, new Row(run, row));
                }
            }
        }
        return loads.entrySet().stream()
                .map(e -> new Load(
                        e.getKey().key,
                        e.getKey().timed,
                        e.getKey().service,
                        distinct(e.getKey(), loads.keySet()),
                        e.getValue()))
                .toList();
    }

    /** In words: {@code idle 60}. */
    private static List<String> distinct(Group group, Set<Group> all) {
        return group.service.entrySet().stream()
                .filter(part -> all.stream()
                        .anyMatch(other -> other.key.equals(group.key)
                                && !part.getValue().equals(other.service.get(part.getKey()))))
                .map(part -> part.getKey() + " " + part.getValue())
                .toList();
    }

    /** Whether a row, of which there may be no result, is one of this load in a run that has others of it. */
    boolean has(RowKey row) {
        return row.without(RowKey.ALLOCATOR).equals(key);
    }

    /** Benchmarks that have no allocator, and so no place in a comparison of them. */
    static List<String> without(List<RunData> runs) {
        return runs.stream()
                .flatMap(run -> run.rows().stream())
                .filter(row -> !row.key().params().containsKey(RowKey.ALLOCATOR))
                .map(row -> row.key().label())
                .distinct()
                .toList();
    }

    /** A run's figure for an allocator under this load; {@link Spread#NONE} where it has none. */
    Spread in(RunData run, String allocator, String metric) {
        return run.rows().stream()
                .filter(row -> allocator.equals(row.key().params().get(RowKey.ALLOCATOR)))
                .filter(row -> Group.of(row).equals(new Group(key, timed, service)))
                .map(row -> row.metrics().get(metric))
                .filter(Objects::nonNull)
                .map(Spread::of)
                .findFirst()
                .orElse(Spread.NONE);
    }

    List<ResultRow> results() {
        return rows.values().stream().map(Row::result).toList();
    }

    /** What the burst's own command has printed. */
    List<Metric> printed() {
        return results().stream()
                .flatMap(row -> row.metrics().keySet().stream().map(row::metric))
                .filter(Metric::isPrinted)
                .distinct()
                .toList();
    }

    List<RunData> runs() {
        return rows.values().stream().map(Row::run).distinct().toList();
    }

    boolean isBurst() {
        return results().stream().allMatch(Load::isBurst);
    }

    private static boolean isBurst(ResultRow row) {
        return row.metrics().containsKey(Metric.RETAINED.label());
    }

    /** The scenario's name where it alone identifies the load; else benchmark and parameters. */
    String name() {
        if (key.params().keySet().equals(Set.of(SCENARIO)) && key.threads() == 1) {
            return key.params().getOrDefault(SCENARIO, "");
        }
        List<String> words = new ArrayList<>();
        if (key.params().keySet().equals(Set.of(RowKey.SERVICE)) && key.threads() == 1) {
            words.add("service " + key.params().get(RowKey.SERVICE));
        } else {
            words.add(key.label());
        }
        if (key.threads() > 1) {
            words.add(key.threads() + " threads");
        }
        words.addAll(distinct);
        if (timed) {
            words.add("every call timed");
        }
        return String.join(", ", words);
    }
}
