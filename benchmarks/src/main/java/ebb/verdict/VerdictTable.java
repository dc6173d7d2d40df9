// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The quick verdict's table: at most 100 columns, who retained least comes first. */
public final class VerdictTable {
    private static final int LONGEST_NAME = 19;
    private static final int LONGEST_VERSION = 8;
    private static final int CURVE = 13;

    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";
    private static final double LITTLE = 10;
    private static final double MUCH = 50;

    private final boolean blocks;
    private final boolean colour;

    /**
     * @param blocks whether the curve may use block characters
     * @param colour whether retained shares of at most 10 % and at least 50 % are coloured
     */
    public VerdictTable(boolean blocks, boolean colour) {
        this.blocks = blocks;
        this.colour = colour;
    }

    /** Two lines of header, then one line a row. */
    public List<String> lines(List<VerdictRow> unsorted) {
        List<VerdictRow> rows = sorted(unsorted);
        int name = width(rows.stream().map(VerdictRow::allocator).toList(), "allocator", LONGEST_NAME);
        int version = width(rows.stream().map(r -> version(r)).toList(), "version", LONGEST_VERSION);
        double top = rows.stream().mapToDouble(r -> r.peak() - r.base()).max().orElse(0);
        String head = "%-" + name + "s %-" + version + "s ";
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                head + "%5s %5s %5s %5s %8s %4s %5s %5s %6s  %s",
                "allocator",
                "version",
                "burst",
                "CPU",
                "peak",
                "live",
                "retained",
                "",
                "t50",
                "t90",
                "excess",
                "above base"));
        lines.add(String.format(
                Locale.ROOT,
                head + "%5s %5s %5s %5s %8s %4s %5s %5s %6s",
                "",
                "",
                "s",
                "s",
                "MiB",
                "MiB",
                "MiB",
                "%",
                "s",
                "s",
                "MiB s"));
        for (VerdictRow row : rows) {
            lines.add(String.format(Locale.ROOT, head, shortened(row.allocator(), LONGEST_NAME), version(row))
                    + figures(row)
                    + Sparkline.of(aboveBase(row), top, CURVE, blocks));
        }
        return lines;
    }

    /** By retained, the least first. */
    public static List<VerdictRow> sorted(List<VerdictRow> rows) {
        return rows.stream()
                .sorted(Comparator.comparingDouble(VerdictRow::retained).thenComparing(VerdictRow::allocator))
                .toList();
    }

    private static List<Double> aboveBase(VerdictRow row) {
        return row.rss().stream().map(rss -> Math.max(0, rss - row.base())).toList();
    }

    private String figures(VerdictRow row) {
        return String.format(
                Locale.ROOT,
                "%5.1f %5.1f %5.0f %5.0f %s %5s %5s %6.0f  ",
                row.burst(),
                row.cpu(),
                row.peak(),
                row.live(),
                coloured(row, String.format(Locale.ROOT, "%8.1f %4s", row.retained(), percent(row.percent()))),
                time(row.t50(), row.idle()),
                time(row.t90(), row.idle()),
                row.excess());
    }

    private String coloured(VerdictRow row, String text) {
        if (!colour || (row.percent() > LITTLE && row.percent() < MUCH) || Double.isNaN(row.percent())) {
            return text;
        }
        return (row.percent() <= LITTLE ? GREEN : RED) + text + PLAIN;
    }

    private static String percent(double percent) {
        return Double.isNaN(percent) ? "-" : String.format(Locale.ROOT, "%.0f", percent);
    }

    private static String time(double seconds, double idle) {
        return seconds >= idle
                ? ">" + new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(idle)
                : String.format(Locale.ROOT, "%.1f", seconds);
    }

    /** jemalloc adds the commit to its version. */
    private static String version(VerdictRow row) {
        String version = row.version().replaceFirst("-0-g.*", "");
        return version.length() <= LONGEST_VERSION ? version : version.substring(0, LONGEST_VERSION);
    }

    /** A path's end says more than its beginning. */
    private static String shortened(String name, int length) {
        return name.length() <= length ? name : ".." + name.substring(name.length() - length + 2);
    }

    private static int width(List<String> cells, String header, int longest) {
        int width = cells.stream().mapToInt(String::length).max().orElse(0);
        return Math.max(header.length(), Math.min(longest, width));
    }
}
