// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.report.Axes.Axis;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the memory of a burst went: a bar for each allocator, whose length is what the burst added to RSS. Segments below
 * zero are not drawn; the table beside the figure has them.
 *
 * @param title of the figure
 * @param ids names by the rows' allocator numbers
 */
record SplitFigure(String title, List<BurstRow> rows, List<String> ids) {
    private static final double WIDTH = 760;
    private static final double LEFT = 190;
    private static final double RIGHT = 96;
    private static final double TOP = 34;
    private static final double ROW = 30;
    private static final double BAR = 18;
    private static final String RETURNED = "returned";
    private static final double LEAST_WITH_NUMBER = 30;

    /** @param style as {@link Svg} takes it */
    String draw(String id, String style) {
        List<BurstRow> sorted = rows.stream()
                .sorted(Comparator.comparingDouble(BurstRow::retained))
                .toList();
        Map<String, String> legend = legend(sorted);
        double axis = TOP + ROW * sorted.size();
        double height = axis + 44 + 20 * legend.size();
        Svg svg = new Svg(id, WIDTH, height, title, description(sorted), style);
        Axis x = Axis.upTo(sorted.stream().mapToDouble(BurstRow::rise).max().orElse(1), LEFT, WIDTH - RIGHT);
        svg.text(0, 16, title, "name");
        for (double value : x.ticks(6)) {
            svg.line(x.at(value), TOP - 6, x.at(value), axis, "rule");
            svg.text(x.at(value), axis + 15, Axes.plain(value), "tick middle");
        }
        for (int i = 0; i < sorted.size(); i++) {
            bar(svg, sorted.get(i), x, TOP + ROW * i);
        }
        legend(svg, legend, axis + 38);
        return svg.end();
    }

    private void bar(Svg svg, BurstRow row, Axis x, double y) {
        svg.text(LEFT - 10, y + BAR - 4, Svg.brief(ids.get(row.allocator())), "end");
        double at = 0;
        for (Map.Entry<ResidentPart, Double> part : ResidentPart.of(row).entrySet()) {
            double mib = part.getValue();
            if (mib > 0) {
                double width = x.at(mib) - x.at(0);
                String looks = part.getKey().looks();
                svg.rect(x.at(at), y, width, BAR, "segment " + looks, words(part));
                if (width >= LEAST_WITH_NUMBER) {
                    String number = String.format(Locale.ROOT, "%.0f", mib);
                    String contrast = looks.contains("pale") ? "dark middle" : "on middle";
                    svg.text(x.at(at) + width / 2, y + BAR - 5, number, contrast);
                }
                at += mib;
            }
        }
        if (row.rise() > at) {
            svg.rect(x.at(at), y + 0.5, x.at(row.rise()) - x.at(at), BAR - 1, RETURNED, "given back within idle");
        }
        String sum = String.format(Locale.ROOT, "%.0f of %.0f", row.retained(), row.rise());
        svg.text(x.at(Math.max(at, row.rise())) + 8, y + BAR - 4, sum, "soft");
    }

    /** Words and looks of what is in any of the bars. */
    private static Map<String, String> legend(List<BurstRow> rows) {
        Map<String, String> legend = new LinkedHashMap<>();
        ResidentPart.DRAWN.stream()
                .filter(part ->
                        rows.stream().anyMatch(row -> ResidentPart.of(row).getOrDefault(part, 0.0) > 0))
                .forEach(part -> legend.put(part.words(), part.looks()));
        legend.put("given back by the end of idle", RETURNED);
        return legend;
    }

    private static void legend(Svg svg, Map<String, String> legend, double top) {
        double y = top;
        for (Map.Entry<String, String> entry : legend.entrySet()) {
            svg.rect(LEFT, y, 14, 11, entry.getValue(), "");
            svg.text(LEFT + 22, y + 10, entry.getKey(), "");
            y += 20;
        }
    }

    private static String words(Map.Entry<ResidentPart, Double> part) {
        return String.format(Locale.ROOT, "%s: %.1f MiB", part.getKey().words(), part.getValue());
    }

    private String description(List<BurstRow> sorted) {
        return sorted.stream()
                .map(row -> ids.get(row.allocator()) + ": "
                        + ResidentPart.of(row).entrySet().stream()
                                .map(SplitFigure::words)
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; ", "", "."));
    }
}
