// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.report.Axes.Axis;
import ebb.results.Metric;
import ebb.results.Phase;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * RSS over time as an SVG file: one panel an allocator, all with the same axes.
 *
 * @param title of the figure
 * @param rows with timelines
 * @param grid theirs
 * @param ids names by the rows' allocator numbers
 */
record TimelineFigure(String title, List<BurstRow> rows, Grid grid, List<String> ids) {
    private static final int COLUMNS = 3;
    private static final double PANEL = 270;
    private static final double TALL = 168;
    private static final double HEAD = 50;
    private static final double KIB = 1024;

    /** @param style as {@link Svg} takes it */
    String draw(String id, String style) {
        List<BurstRow> sorted = rows.stream()
                .sorted(Comparator.comparingDouble(BurstRow::retained))
                .toList();
        int columns = Math.min(COLUMNS, sorted.size());
        int lines = (sorted.size() + columns - 1) / columns;
        double most = sorted.stream().mapToDouble(TimelineFigure::most).max().orElse(1);
        Svg svg = new Svg(id, Math.max(2, columns) * PANEL, HEAD + lines * TALL, title, description(sorted), style);
        svg.text(8, 16, title, "name");
        key(svg, sorted.stream().anyMatch(TimelineFigure::hasLive));
        for (int i = 0; i < sorted.size(); i++) {
            int line = i / columns;
            panel(svg, sorted.get(i), (i - line * columns) * PANEL, HEAD + line * TALL, most);
        }
        return svg.end();
    }

    private static boolean hasLive(BurstRow row) {
        BurstRow.Lines lines = row.lines();
        return lines != null && lines.live().stream().anyMatch(kib -> kib != Grid.NONE);
    }

    private static void key(Svg svg, boolean live) {
        svg.line(8, 34, 28, 34, "rss");
        svg.text(34, 38, "RSS", "soft");
        if (live) {
            svg.rect(72, 28, 14, 11, "area-live", "");
            svg.text(92, 38, "allocated by the program", "soft");
        }
        svg.rect(252, 28, 14, 11, "area-base", "");
        svg.text(272, 38, "there before the burst", "soft");
        svg.rect(412, 28, 14, 11, "area-burst", "");
        svg.text(432, 38, "burst", "soft");
        svg.text(486, 38, "number: retained, MiB", "soft");
    }

    private void panel(Svg svg, BurstRow row, double left, double top, double most) {
        BurstRow.Lines lines = row.lines();
        if (lines == null) {
            return;
        }
        Axis x = new Axis(grid.seconds(0), grid.seconds(2 * grid.stretches() - 1), left + 42, left + PANEL - 14, false);
        Axis y = Axis.upTo(most, top + TALL - 30, top + 24);
        lines.phases().stream()
                .filter(phase -> phase.label().equals(Phase.BURST.label()))
                .forEach(phase -> svg.rect(
                        x.at(phase.from()),
                        y.to(),
                        x.at(phase.to()) - x.at(phase.from()),
                        y.from() - y.to(),
                        "area-burst",
                        ""));
        double base = row.metric(Metric.RSS_BASE).mean();
        svg.rect(x.from(), y.at(base), x.to() - x.from(), y.from() - y.at(base), "area-base", "");
        svg.path(area(lines.live(), base, x, y), "area-live", "");
        new Axes(x, y).draw(svg, 4, 4, value -> Axes.plain(value) + " s", Axes::plain);
        lines.rss().forEach(fork -> svg.path(line(fork, 0, x, y), "rss", ""));
        svg.text(left + 42, top + 14, Svg.brief(ids.get(row.allocator())), "name");
        svg.text(left + PANEL - 14, top + 14, String.format(Locale.ROOT, "%.0f", row.retained()), "soft end");
    }

    private String area(List<Long> live, double base, Axis x, Axis y) {
        String top = line(live, base, x, y);
        if (top.isEmpty()) {
            return top;
        }
        double floor = y.at(base);
        int first = 0;
        while (live.get(first) == Grid.NONE) {
            first++;
        }
        int last = live.size() - 1;
        while (live.get(last) == Grid.NONE) {
            last--;
        }
        return top + "L" + Svg.number(x.at(grid.seconds(last))) + " " + Svg.number(floor) + "L"
                + Svg.number(x.at(grid.seconds(first))) + " " + Svg.number(floor) + "Z";
    }

    /** Leaves out points in the middle of a flat stretch. */
    private String line(List<Long> kib, double above, Axis x, Axis y) {
        StringBuilder d = new StringBuilder();
        for (int i = 0; i < kib.size(); i++) {
            boolean flat = i > 0
                    && i < kib.size() - 1
                    && kib.get(i - 1).equals(kib.get(i))
                    && kib.get(i + 1).equals(kib.get(i));
            if (kib.get(i) != Grid.NONE && !flat) {
                d.append(d.length() == 0 ? 'M' : 'L')
                        .append(Svg.number(x.at(grid.seconds(i))))
                        .append(' ')
                        .append(Svg.number(y.at(above + kib.get(i) / KIB)));
            }
        }
        return d.toString();
    }

    private static double most(BurstRow row) {
        BurstRow.Lines lines = row.lines();
        double rss = lines == null
                ? 0
                : lines.rss().stream()
                        .mapToDouble(TimelineFigure::highest)
                        .max()
                        .orElse(0);
        double live = lines == null ? 0 : highest(lines.live());
        return Math.max(rss, row.metric(Metric.RSS_BASE).mean() + live);
    }

    private static double highest(List<Long> kib) {
        return kib.stream().mapToLong(Long::longValue).max().orElse(0) / KIB;
    }

    private String description(List<BurstRow> sorted) {
        StringBuilder text = new StringBuilder();
        for (BurstRow row : sorted) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s: %.0f MiB at the peak, %.0f MiB after idle. ",
                    ids.get(row.allocator()),
                    row.metric(Metric.RSS_PEAK).mean(),
                    row.metric(Metric.RSS_IDLE).mean()));
        }
        return text.toString().strip();
    }
}
