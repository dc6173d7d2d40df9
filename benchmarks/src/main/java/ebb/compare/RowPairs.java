// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which row is compared with which; rows are those of {@link PooledRuns#survival}, as a row without a fork that survived is
 * neither missing nor new.
 *
 * @param pairs in the order of the new side
 * @param missing rows of the base that the new side lacks
 * @param added rows that only the new side has
 * @param incomparable rows of both sides that were not run alike
 */
record RowPairs(List<Pair> pairs, List<RowKey> missing, List<RowKey> added, List<Incomparable> incomparable) {
    /**
     * @param rounds whether forks of the same round ran next to each other: both rows are of the same runs
     */
    record Pair(ResultRow base, ResultRow now, boolean rounds) {
        /** Whether a limit has killed one of its forks: where it has not, that all survived would be said of every row. */
        boolean isKilled() {
            return Stream.of(base, now)
                    .flatMap(row -> row.metrics().values().stream())
                    .anyMatch(survived -> Arrays.stream(survived.forks()).anyMatch(share -> share == 0));
        }
    }

    /**
     * Rows that would have been compared, had they been run alike.
     *
     * @param why a sentence without its full stop
     */
    record Incomparable(List<RowKey> rows, String why) {}

    /** Rows of equal benchmark, mode, threads and parameters. */
    static RowPairs of(PooledRuns base, PooledRuns now) {
        RowPairs matching = new RowPairs(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<RowKey, ResultRow> left = byKey(base.survival());
        for (ResultRow row : now.survival()) {
            ResultRow other = left.remove(row.key());
            if (other == null) {
                matching.added.add(row.key());
            } else {
                matching.add(new Pair(other, row, false));
            }
        }
        matching.missing.addAll(left.keySet());
        matching.explainUnequal();
        return matching;
    }

    /**
     * Within one side, the rows of every value of a parameter with those of one value.
     *
     * @throws EbbException where no row has the parameter, or none this value
     */
    static RowPairs by(PooledRuns side, String param, String value) {
        RowPairs matching = new RowPairs(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        requireKnown(side, param, value);
        Map<RowKey, ResultRow> bases = new LinkedHashMap<>();
        side.survival().stream()
                .filter(row -> value.equals(row.key().params().get(param)))
                .forEach(row -> bases.put(row.key().without(param), row));
        for (ResultRow row : side.survival()) {
            String own = row.key().params().get(param);
            ResultRow base = bases.get(row.key().without(param));
            if (own != null && !own.equals(value) && base == null) {
                matching.added.add(row.key());
            } else if (own != null && !own.equals(value) && base != null) {
                matching.add(new Pair(base, row, true));
            }
        }
        return matching;
    }

    /** The figures of its pairs, without those of which a side has none as no fork has survived. */
    List<Pair> measured(PooledRuns before, PooledRuns after) {
        Map<RowKey, ResultRow> left = byKey(before.rows());
        Map<RowKey, ResultRow> right = byKey(after.rows());
        List<Pair> measured = new ArrayList<>();
        pairs.forEach(pair -> {
            ResultRow base = left.get(pair.base().key());
            ResultRow now = right.get(pair.now().key());
            if (base != null && now != null) {
                measured.add(new Pair(base, now, pair.rounds()));
            }
        });
        return measured;
    }

    /** Only the rows that are wanted. */
    RowPairs only(Predicate<RowKey> wanted) {
        return new RowPairs(
                pairs.stream().filter(pair -> wanted.test(pair.now().key())).toList(),
                missing.stream().filter(wanted).toList(),
                added.stream().filter(wanted).toList(),
                incomparable.stream()
                        .filter(one -> one.rows().stream().anyMatch(wanted))
                        .toList());
    }

    private void add(Pair pair) {
        List<String> differences = pair.base().differences(pair.now());
        if (differences.isEmpty()) {
            pairs.add(pair);
        } else {
            RowKey key = pair.now().key();
            incomparable.add(new Incomparable(List.of(key), unlike(key, differences)));
        }
    }

    /** A sentence without its full stop. */
    static String unlike(RowKey key, List<String> differences) {
        return key + " was not run alike: " + String.join("; ", differences);
    }

    /** A row that differs only in mode or threads is neither missing nor new: it was run differently. */
    private void explainUnequal() {
        for (RowKey row : List.copyOf(added)) {
            missing.stream()
                    .filter(other -> other.benchmark().equals(row.benchmark())
                            && other.params().equals(row.params()))
                    .findFirst()
                    .ifPresent(other -> {
                        missing.remove(other);
                        added.remove(row);
                        incomparable.add(new Incomparable(
                                List.of(row, other),
                                row + " stands against " + other + ": rows of unequal mode or threads"));
                    });
        }
    }

    private static void requireKnown(PooledRuns side, String param, String value) {
        TreeSet<String> params = new TreeSet<>();
        side.survival().forEach(row -> params.addAll(row.key().params().keySet()));
        if (!params.contains(param)) {
            throw new EbbException(
                    "No row of " + side.name() + " has the parameter '" + param + "'." + Nearest.hint(param, params));
        }
        List<String> values = side.survival().stream()
                .map(row -> row.key().params().get(param))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (!values.contains(value)) {
            throw new EbbException(
                    "No row of " + side.name() + " has " + param + " = " + value + "." + Nearest.hint(value, values));
        }
    }

    private static Map<RowKey, ResultRow> byKey(List<ResultRow> rows) {
        Map<RowKey, ResultRow> all = new LinkedHashMap<>();
        rows.forEach(row -> all.put(row.key(), row));
        return all;
    }
}
