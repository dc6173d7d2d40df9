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
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The limits that a search has found, and the sentence for a manifest. */
public final class LimitTable {
    private static final int WIDTH = 100;

    private final List<ResultRow> rows;
    private final int forks;
    private final int survivors;

    /**
     * A column.
     *
     * @param unit empty where it has none
     * @param decimals of its figures
     */
    public record Shown(String name, String unit, Metric metric, int decimals) {}

    private static final List<Shown> COLUMNS = List.of(
            new Shown("live", "MiB", Metric.LIVE_PEAK, 0),
            new Shown("base", "MiB", Metric.RSS_BASE, 0),
            new Shown("peak", "MiB", Metric.RSS_PEAK, 0),
            new Shown("charged", "MiB", Metric.LIMIT_PEAK, 0),
            new Shown("limit", "MiB", Metric.LIMIT_MIN, 0),
            new Shown("too small", "MiB", Metric.LIMIT_DIED, 0),
            new Shown("forks", "", Metric.LIMIT_FORKS, 0),
            new Shown("JVM", "MiB", Metric.BASE_ANON, 0),
            new Shown("above JVM", "MiB", Metric.LIMIT_ABOVE, 0),
            new Shown("/ live", "", Metric.LIMIT_RATIO, 2),
            new Shown("burst", "s", Metric.MAKESPAN, 1),
            new Shown("at limit", "s", Metric.LIMIT_MAKESPAN, 1));

    /**
     * @param run of the search
     * @param forks under each limit
     * @param survivors of them under each smallest one, at least
     */
    public LimitTable(RunData run, int forks, int survivors) {
        this.rows = run.rows().stream()
                .filter(row -> row.metrics().containsKey(Metric.LIMIT_MIN.label()))
                .sorted(Comparator.comparingDouble(row -> LimitSearch.value(row, Metric.LIMIT_MIN)))
                .toList();
        this.forks = forks;
        this.survivors = survivors;
    }

    /** None where nothing was found. */
    public List<String> lines() {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<Shown> columns = columns(this::isKnown);
        TextTable table = new TextTable(
                        Stream.concat(Stream.of(Column.LEFT), columns.stream().map(column -> Column.RIGHT))
                                .toArray(Column[]::new))
                .row(line("allocator", columns.stream().map(Shown::name)))
                .row(line("", columns.stream().map(Shown::unit)));
        rows.forEach(row -> table.row(line(
                name(row), columns.stream().map(column -> text(row, column.metric(), column.decimals())))));
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.addAll(Text.wrap(sentence(isKnown(Metric.BASE_ANON)), WIDTH, 0));
        return lines;
    }

    /**
     * Those of a table in which not every metric is known.
     *
     * @param known whether any of its rows has it
     */
    public static List<Shown> columns(Predicate<Metric> known) {
        // What is the process's own stands for where it begins: a burst's base is the JVM's.
        return COLUMNS.stream()
                .filter(column -> column.metric().equals(Metric.LIMIT_DIED) || known.test(column.metric()))
                .filter(column -> !column.metric().equals(Metric.RSS_BASE) || !known.test(Metric.BASE_ANON))
                .filter(column -> !column.metric().equals(Metric.LIMIT_PEAK) || !known.test(Metric.RSS_PEAK))
                .toList();
    }

    private static String[] line(String first, Stream<String> others) {
        return Stream.concat(Stream.of(first), others).toArray(String[]::new);
    }

    private boolean isKnown(Metric metric) {
        return rows.stream().anyMatch(row -> !Double.isNaN(LimitSearch.value(row, metric)));
    }

    private String sentence(boolean jvm) {
        boolean service = rows.stream().anyMatch(row -> row.key().params().containsKey(RowKey.SERVICE));
        int tolerated = forks - survivors;
        return "Set the limit to at least " + each(Metric.LIMIT_MIN) + ": the smallest that "
                + (tolerated == 0 ? "every fork survived" : "all of its forks but " + tolerated + " survived, or more")
                + ", with " + LimitSearch.CONFIRMATIONS * survivors + " forks " + (rows.size() == 1 ? "" : "each ")
                + "that survived it or less. It counts "
                + (service ? "all processes of the service and nothing of Ebb's." : "the whole process with Ebb's JVM.")
                + (jvm ? withoutJvm() : "");
    }

    private String withoutJvm() {
        String least = each(Metric.LIMIT_ABOVE);
        String none = rows.stream()
                .filter(row -> Double.isNaN(LimitSearch.value(row, Metric.LIMIT_ABOVE)))
                .map(this::name)
                .collect(Collectors.joining(", "));
        return (least.isEmpty()
                        ? ""
                        : " For a program without that JVM it is its own base and, above that, at least " + least + ".")
                + (none.isEmpty() ? "" : " No need beyond the JVM's own was found (" + none + ").");
    }

    /** Of the rows that have it. */
    private String each(Metric metric) {
        return rows.stream()
                .filter(row -> !Double.isNaN(LimitSearch.value(row, metric)))
                .map(row -> text(row, metric, 0) + " MiB (" + name(row) + ")")
                .collect(Collectors.joining(", "));
    }

    /** The allocator, with the parameters in which rows differ beside it. */
    private String name(ResultRow row) {
        TreeMap<String, String> others = new TreeMap<>(row.key().params());
        String allocator = String.valueOf(others.remove(RowKey.ALLOCATOR));
        others.keySet()
                .removeIf(name -> rows.stream()
                                .map(each -> each.key().params().get(name))
                                .distinct()
                                .count()
                        == 1);
        return others.isEmpty() ? allocator : allocator + " " + String.join(" ", others.values());
    }

    private static String text(ResultRow row, Metric metric, int decimals) {
        double value = LimitSearch.value(row, metric);
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
