// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.TextTable;
import ebb.base.TextTable.Column;
import ebb.results.RowKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A comparison for people, on a terminal or in a pull request: like benchstat, one table a metric and one line a row. */
final class TableReport {
    private static final List<String> HEAD = List.of("", "base", "new", "delta [interval]", "p", "n", "");

    private final Comparison comparison;
    private final boolean onlyChanged;

    /** What all rows have in common, and is printed once. */
    private final Set<String> common = new LinkedHashSet<>();

    private final Map<RowKey, String> names = new HashMap<>();

    /** @param rows one cell for each of {@link #HEAD} */
    private record Table(String title, List<List<String>> rows) {}

    /** @param onlyChanged without lines that show no change, and without tables that would be empty */
    TableReport(Comparison comparison, boolean onlyChanged) {
        this.comparison = comparison;
        this.onlyChanged = onlyChanged;
        List<RowKey> keys =
                comparison.lines().stream().map(ComparedMetric::key).distinct().toList();
        if (!keys.isEmpty()) {
            common.addAll(keys.get(0).parts());
            keys.forEach(key -> common.retainAll(key.parts()));
        }
    }

    List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add("base: " + comparison.base());
        lines.add("new:  " + comparison.now());
        if (!common.isEmpty()) {
            lines.add(String.join(", ", common));
        }
        for (Table table : tables()) {
            lines.add("");
            lines.add(table.title());
            TextTable aligned =
                    new TextTable(Collections.nCopies(HEAD.size(), Column.LEFT).toArray(Column[]::new)).row(HEAD);
            table.rows().forEach(aligned::row);
            lines.addAll(aligned.lines());
        }
        lines.add("");
        lines.addAll(Summary.of(comparison));
        return lines;
    }

    List<String> markdown() {
        List<String> lines = new ArrayList<>();
        lines.add("base: `" + comparison.base() + "`, new: `" + comparison.now() + "`");
        if (!common.isEmpty()) {
            lines.add("");
            lines.add(escaped(String.join(", ", common)));
        }
        for (Table table : tables()) {
            lines.add("");
            lines.add("### " + escaped(table.title()));
            lines.add("");
            lines.add(markdown(HEAD));
            lines.add("|---|--:|--:|---|---|---|---|");
            table.rows().forEach(cells -> lines.add(markdown(cells)));
        }
        lines.add("");
        Summary.of(comparison).forEach(sentence -> lines.add("- " + escaped(sentence)));
        return lines;
    }

    private static String markdown(List<String> cells) {
        return cells.stream()
                .map(TableReport::escaped)
                .reduce("|", (line, cell) -> line + (cell.isEmpty() ? "" : " " + cell) + " |");
    }

    /** Escapes what Markdown gives a meaning. */
    private static String escaped(String text) {
        return text.replaceAll("([|~*_<\\[\\]`\\\\])", "\\\\$1");
    }

    private List<Table> tables() {
        Map<String, List<ComparedMetric>> byMetric = new LinkedHashMap<>();
        comparison
                .lines()
                .forEach(line -> byMetric.computeIfAbsent(title(line), t -> new ArrayList<>())
                        .add(line));
        List<Table> tables = new ArrayList<>();
        byMetric.forEach((title, all) -> {
            List<List<String>> rows = new ArrayList<>();
            all.stream()
                    .filter(line -> !onlyChanged || line.isChanged(comparison.alpha()))
                    .forEach(line -> rows.add(cells(line)));
            if (!rows.isEmpty()) {
                if (all.size() > 1 && all.stream().allMatch(ComparedMetric::isRatio)) {
                    rows.add(geometricMean(all));
                }
                tables.add(new Table(title, rows));
            }
        });
        return tables;
    }

    private static String title(ComparedMetric line) {
        return line.metric() + ", " + line.unit() + " (" + line.kind().direction() + ")";
    }

    private List<String> cells(ComparedMetric line) {
        List<String> cells = new ArrayList<>(List.of(
                names.computeIfAbsent(line.key(), this::shortName),
                FigureText.value(line, line.base()),
                FigureText.value(line, line.now())));
        cells.addAll(FigureText.answer(line, comparison.alpha()));
        return cells;
    }

    /** {@code Burst.burst allocator = glibc}. */
    private String shortName(RowKey key) {
        List<String> own = new ArrayList<>(key.parts());
        own.removeAll(common);
        return own.isEmpty() ? key.name() : key.name() + " " + String.join(", ", own);
    }

    private static List<String> geometricMean(List<ComparedMetric> lines) {
        double base = mean(lines.stream().map(ComparedMetric::base).toList());
        double now = mean(lines.stream().map(ComparedMetric::now).toList());
        return List.of(
                "geomean",
                FigureText.number(base),
                FigureText.number(now),
                FigureText.signed(100 * (now / base - 1)) + "%",
                "",
                "",
                "");
    }

    private static double mean(List<Sample> samples) {
        return Sample.of(samples.stream().mapToDouble(Sample::median).toArray()).geometricMean();
    }
}
