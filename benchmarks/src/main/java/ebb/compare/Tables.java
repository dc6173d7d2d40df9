// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The comparison as cells: one table a metric, one line a row, as benchstat has it. */
final class Tables {
    static final List<String> COLUMNS = List.of("", "base", "new", "delta [interval]", "p", "n", "");

    /**
     * One metric.
     *
     * @param lines of one cell for each of {@link #COLUMNS}
     */
    record Table(String title, List<List<String>> lines) {}

    private Tables() {}

    /**
     * @param onlyChanged without the lines that show no change, and without the tables that then are empty
     */
    static List<Table> of(Comparison comparison, boolean onlyChanged) {
        Labels labels = new Labels(comparison.lines().stream().map(Line::key).toList());
        Map<String, List<Line>> byMetric = new LinkedHashMap<>();
        comparison
                .lines()
                .forEach(line -> byMetric.computeIfAbsent(title(line), t -> new ArrayList<>())
                        .add(line));
        List<Table> tables = new ArrayList<>();
        byMetric.forEach((title, all) -> {
            List<List<String>> lines = new ArrayList<>();
            all.stream()
                    .filter(line -> !onlyChanged || isChanged(line, comparison.alpha()))
                    .forEach(line -> lines.add(cells(line, labels, comparison.alpha())));
            if (!lines.isEmpty()) {
                if (all.size() > 1 && all.stream().allMatch(Line::isRatio)) {
                    lines.add(geometricMean(all));
                }
                tables.add(new Table(title, lines));
            }
        });
        return tables;
    }

    static boolean isChanged(Line line, double alpha) {
        return line.verdict() == Verdict.WORSE
                || line.verdict() == Verdict.BETTER
                || (line.verdict() == Verdict.NOT_JUDGED && line.isClear(alpha));
    }

    private static String title(Line line) {
        return line.metric() + ", " + line.unit() + " (" + line.kind().direction() + ")";
    }

    private static List<String> cells(Line line, Labels labels, double alpha) {
        boolean shown = isChanged(line, alpha);
        return List.of(
                labels.of(line.key()),
                Figures.value(line, line.base()),
                Figures.value(line, line.now()),
                shown ? Figures.change(line) : line.verdict() == Verdict.TOO_FEW ? "?" : "~",
                "p=" + Figures.p(line.evidence().p()),
                "n=" + Figures.n(line),
                line.verdict() == Verdict.WORSE || line.verdict() == Verdict.BETTER
                        ? line.verdict().id()
                        : "");
    }

    private static List<String> geometricMean(List<Line> lines) {
        double base = mean(lines, true);
        double now = mean(lines, false);
        return List.of(
                "geomean",
                Figures.number(base),
                Figures.number(now),
                Figures.signed(100 * (now / base - 1)) + "%",
                "",
                "",
                "");
    }

    private static double mean(List<Line> lines, boolean base) {
        return Sample.of(lines.stream()
                        .mapToDouble(line -> (base ? line.base() : line.now()).median())
                        .toArray())
                .geometricMean();
    }
}
