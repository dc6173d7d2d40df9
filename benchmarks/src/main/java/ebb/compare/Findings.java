// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.compare.RowPairs.Pair;
import ebb.results.Limit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a comparison comes upon, row by row, and says at its end. */
final class Findings {
    final List<ComparedMetric> lines = new ArrayList<>();
    final List<String> missing = new ArrayList<>();
    final List<String> added = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    final Set<String> withoutRawData = new LinkedHashSet<>();
    final Set<String> withoutMeaning = new LinkedHashSet<>();
    /** The widest limit by metric and unit. */
    private final Map<List<String>, Limit> hidden = new LinkedHashMap<>();

    /** Metrics of rows that cannot be shown to be no worse, whatever the number of forks. */
    final Set<String> noisier = new LinkedHashSet<>();

    /** The rows that have figures, and have lost forks. */
    final List<String> ofSurvivors = new ArrayList<>();

    final RowTest test;
    private final PooledRuns before;
    private final PooledRuns after;

    Findings(RowTest test, PooledRuns before, PooledRuns after) {
        this.test = test;
        this.before = before;
        this.after = after;
    }

    /** Whether a row's forks ran on other kinds of machines on one side, where the sides have some in common. */
    boolean ranApart(Pair pair) {
        Set<String> base = Set.copyOf(pair.base().strata());
        Set<String> now = Set.copyOf(pair.now().strata());
        return !base.isEmpty()
                && !now.isEmpty()
                && Collections.disjoint(base, now)
                && !Collections.disjoint(before.strata(), after.strata());
    }

    /** Of runs that were put together, those that do not have the figure, in words. */
    String lacking(Pair pair, String metric) {
        String runs = Stream.concat(
                        before.lacking(pair.base().key(), metric),
                        after.lacking(pair.now().key(), metric))
                .distinct()
                .collect(Collectors.joining(", "));
        return runs.isEmpty() ? "" : ": it is missing in " + runs;
    }

    void hide(String metric, String unit, Limit noise) {
        hidden.merge(List.of(metric, unit), noise, Limit::orLarger);
    }

    Comparison comparison(String base, String now, double alpha) {
        withoutRawData.forEach(metric -> faults.add(metric
                + " has no raw data (an external profiler's figures have none), so nothing can be said about it:"
                + " choose others with --metric"));
        List<String> notes = new ArrayList<>();
        if (!ofSurvivors.isEmpty()) {
            notes.add(
                    "A fork that did not survive its limit has no other figure: all others are of the survivors alone in "
                            + String.join("; ", ofSurvivors) + ".");
        }
        if (!withoutMeaning.isEmpty()) {
            notes.add("Without a meaning in all forks of a row on both sides (NaN): "
                    + String.join(", ", withoutMeaning) + ".");
        }
        if (!hidden.isEmpty()) {
            notes.add("This machine's noise hides smaller changes of: "
                    + hidden.entrySet().stream()
                            .map(e -> e.getKey().get(0) + " "
                                    + FigureText.limit(e.getValue(), e.getKey().get(1)))
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        if (!noisier.isEmpty()) {
            notes.add("Between runs on this machine these differ by more than the limit of --no-worse with nothing"
                    + " changed, so more forks cannot show that they are no worse: " + String.join(", ", noisier)
                    + ".");
        }
        notes.addAll(test.notes());
        return new Comparison(base, now, alpha, byMetric(lines), missing, added, faults, notes, false);
    }

    /** Judged metrics first, otherwise in the order of the rows. */
    private static List<ComparedMetric> byMetric(List<ComparedMetric> lines) {
        Collection<String> order = new LinkedHashSet<>();
        lines.forEach(line -> order.add(line.metric()));
        List<String> places = List.copyOf(order);
        return lines.stream()
                .sorted(Comparator.<ComparedMetric, Boolean>comparing(
                                line -> !line.kind().direction().isJudged())
                        .thenComparing(line -> places.indexOf(line.metric())))
                .toList();
    }
}
