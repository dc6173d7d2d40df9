// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static ebb.base.Text.number;

import ebb.results.Metric;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The verdict's table: at most 100 columns, one line a row. It is no {@link ebb.base.TextTable}: its columns have fixed
 * widths, and the colour of a cell takes none.
 *
 * @param blocks whether the curve may use block characters
 * @param colour whether retained shares of at most 10 % and at least 50 % are coloured
 */
record VerdictTable(boolean blocks, boolean colour) {
    private static final int LONGEST_NAME = 19;
    private static final int LONGEST_VERSION = 8;
    private static final int CURVE = 13;

    /** A range has to fit its column. */
    private static final double TENTHS_BELOW = 99.95;

    /** Added to a name with a footnote. */
    static final String UNPROVEN = "?";

    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";
    private static final double LITTLE = 10;
    private static final double MUCH = 50;

    /** @param width of its cells, which are aligned to the right */
    private record Column(String head, String unit, int width, Function<VerdictRow, String> cell) {
        static Column of(String head, Metric metric, int width, int decimals) {
            return new Column(head, unit(metric), width, row -> number(row.figure(metric), decimals));
        }

        static Column until(String head, Metric metric, int width) {
            return new Column(head, unit(metric), width, row -> time(row, metric));
        }

        private static String unit(Metric metric) {
            return metric.unit().replace('\u00b7', ' ');
        }
    }

    private static final List<Column> BEFORE_RETAINED = List.of(
            Column.of("burst", Metric.MAKESPAN, 5, 1),
            new Column("CPU", Metric.CPU_USER.unit(), 5, row -> number(row.cpu(), 1)),
            Column.of("peak", Metric.RSS_PEAK, 5, 0));

    /** Not known of a service. */
    private static final Column LIVE = Column.of("live", Metric.LIVE_PEAK, 5, 0);

    private static final Column RETAINED = Column.of("retained", Metric.RETAINED, 8, 1);

    /** Where rows have several forks: the least and the most of them. */
    private static final Column RETAINED_RANGE =
            new Column("retained", Metric.RETAINED.unit(), 10, VerdictTable::retainedRange);

    private static final Column SHARE = new Column(
            "",
            Metric.RETAINED_RATIO.unit(),
            4,
            row -> Double.isNaN(row.retainedRatio()) ? "-" : number(row.retainedRatio(), 0));

    private static final List<Column> BEHIND_RETAINED = List.of(
            Column.until("t50", Metric.T50, 5),
            Column.until("t90", Metric.T90, 5),
            Column.of("excess", Metric.EXCESS, 6, 0));

    /** Two lines of header, then one line a row. */
    List<String> lines(List<VerdictRow> rows) {
        int name = width(rows, VerdictTable::name, "allocator", LONGEST_NAME);
        int version = width(rows, VerdictTable::version, "version", LONGEST_VERSION);
        double top = rows.stream().mapToDouble(VerdictRow::rise).max().orElse(0);
        List<Column> before = before(rows);
        List<Column> retained = retained(rows);
        int curve = CURVE + RETAINED.width() - retained.get(0).width();
        String head = "%-" + name + "s %-" + version + "s ";
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, head, "allocator", "version")
                + cells(before, retained, Column::head, "  above base"));
        lines.add(String.format(Locale.ROOT, head, "", "") + cells(before, retained, Column::unit, ""));
        for (VerdictRow row : rows) {
            lines.add(String.format(Locale.ROOT, head, name(row), version(row))
                    + cells(before, column -> column.cell().apply(row))
                    + " "
                    + coloured(row, cells(retained, column -> column.cell().apply(row)))
                    + " "
                    + cells(BEHIND_RETAINED, column -> column.cell().apply(row))
                    + "  "
                    + Sparkline.of(aboveBase(row), top, curve, blocks));
        }
        return lines;
    }

    private static List<Column> before(List<VerdictRow> rows) {
        List<Column> before = new ArrayList<>(BEFORE_RETAINED);
        if (rows.stream().allMatch(VerdictRow::isLiveKnown)) {
            before.add(LIVE);
        }
        return before;
    }

    private static List<Column> retained(List<VerdictRow> rows) {
        return List.of(rows.stream().anyMatch(VerdictRow::isOfSeveralForks) ? RETAINED_RANGE : RETAINED, SHARE);
    }

    private static String retainedRange(VerdictRow row) {
        DoubleSummaryStatistics forks =
                row.retainedOfForks().stream().mapToDouble(Double::doubleValue).summaryStatistics();
        if (forks.getCount() == 0) {
            return mib(row.retained());
        }
        String least = mib(forks.getMin());
        String most = mib(forks.getMax());
        return least.equals(most) ? least : least + ".." + most;
    }

    private static String mib(double mib) {
        return number(mib, mib < TENTHS_BELOW ? 1 : 0);
    }

    private static String cells(List<Column> before, List<Column> retained, Function<Column, String> cell, String end) {
        return String.join(" ", cells(before, cell), cells(retained, cell), cells(BEHIND_RETAINED, cell)) + end;
    }

    private static String cells(List<Column> columns, Function<Column, String> cell) {
        return columns.stream()
                .map(column -> String.format(Locale.ROOT, "%" + column.width() + "s", cell.apply(column)))
                .collect(Collectors.joining(" "));
    }

    private static List<Double> aboveBase(VerdictRow row) {
        return row.rss().stream().map(rss -> Math.max(0, rss - row.base())).toList();
    }

    private String coloured(VerdictRow row, String text) {
        double share = row.retainedRatio();
        if (!colour || (share > LITTLE && share < MUCH) || Double.isNaN(share)) {
            return text;
        }
        return (share <= LITTLE ? GREEN : RED) + text + PLAIN;
    }

    private static String time(VerdictRow row, Metric metric) {
        double seconds = row.figure(metric);
        if (Double.isNaN(seconds)) {
            return "-";
        }
        return row.open().contains(metric)
                ? ">" + new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(seconds)
                : number(seconds, 1);
    }

    /** jemalloc adds the commit to its version. */
    private static String version(VerdictRow row) {
        String version = row.allocator().version().replaceFirst("-0-g.*", "");
        return version.length() <= LONGEST_VERSION ? version : version.substring(0, LONGEST_VERSION);
    }

    /** A path's end says more than its beginning. */
    private static String name(VerdictRow row) {
        String name = row.id() + (row.allocator().unproven().isEmpty() ? "" : UNPROVEN);
        return name.length() <= LONGEST_NAME ? name : ".." + name.substring(name.length() - LONGEST_NAME + 2);
    }

    private static int width(List<VerdictRow> rows, Function<VerdictRow, String> cell, String head, int longest) {
        int width =
                rows.stream().mapToInt(row -> cell.apply(row).length()).max().orElse(0);
        return Math.max(head.length(), Math.min(longest, width));
    }
}
