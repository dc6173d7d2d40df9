// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import ebb.base.Text;
import ebb.base.TextTable;
import ebb.base.TextTable.Column;
import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The limits that a search has found, and the sentence for a manifest. */
public final class LimitTable {
    private static final int WIDTH = 100;

    private final List<ResultRow> rows;
    private final int forks;

    /**
     * @param run of the search
     * @param forks that survived each smallest limit
     */
    public LimitTable(RunData run, int forks) {
        this.rows = run.rows().stream()
                .filter(row -> row.metrics().containsKey(Metric.LIMIT_MIN.label()))
                .sorted(Comparator.comparingDouble(row -> LimitSearch.value(row, Metric.LIMIT_MIN)))
                .toList();
        this.forks = forks;
    }

    /** None where nothing was found. */
    public List<String> lines() {
        if (rows.isEmpty()) {
            return List.of();
        }
        Column right = Column.RIGHT;
        TextTable table = new TextTable(Column.LEFT, right, right, right, right, right, right, right, right, right)
                .row(
                        "allocator",
                        "live",
                        "peak",
                        "limit",
                        "killed at",
                        "JVM",
                        "above JVM",
                        "/ live",
                        "burst",
                        "at limit")
                .row("", "MiB", "MiB", "MiB", "MiB", "MiB", "MiB", "", "s", "s");
        rows.forEach(row -> table.row(
                allocator(row),
                text(row, Metric.LIVE_PEAK, "%.0f"),
                text(row, Metric.RSS_PEAK, "%.0f"),
                text(row, Metric.LIMIT_MIN, "%.0f"),
                text(row, Metric.LIMIT_DIED, "%.0f"),
                text(row, Metric.BASE_ANON, "%.0f"),
                text(row, Metric.LIMIT_ABOVE, "%.0f"),
                text(row, Metric.LIMIT_RATIO, "%.2f"),
                text(row, Metric.MAKESPAN, "%.1f"),
                text(row, Metric.LIMIT_MAKESPAN, "%.1f")));
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.addAll(Text.wrap(sentence(), WIDTH, 0));
        return lines;
    }

    private String sentence() {
        return "Set the limit to at least " + each(Metric.LIMIT_MIN) + ": the smallest under which "
                + (forks == 1 ? "the one fork" : "all " + forks + " forks") + " survived, the whole process with Ebb's"
                + " JVM. For a program without that JVM it is its own base and, above that, at least "
                + each(Metric.LIMIT_ABOVE) + ".";
    }

    private String each(Metric metric) {
        return rows.stream()
                .map(row -> text(row, metric, "%.0f") + " MiB (" + allocator(row) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String allocator(ResultRow row) {
        return String.valueOf(row.key().params().get(RowKey.ALLOCATOR));
    }

    private static String text(ResultRow row, Metric metric, String format) {
        double value = LimitSearch.value(row, metric);
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
