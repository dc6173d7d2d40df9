// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.ArrayList;
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
    /** @param style as {@link Svg} takes it */
    String draw(String id, String style) {
        List<BurstRow> sorted = rows.stream()
                .sorted(Comparator.comparingDouble(BurstRow::retained))
                .toList();
        List<StackedBars.Bar> bars = sorted.stream().map(this::bar).toList();
        return new StackedBars(title, description(sorted), bars, legend(sorted)).draw(id, style);
    }

    private StackedBars.Bar bar(BurstRow row) {
        List<StackedBars.Segment> segments = new ArrayList<>();
        double sum = 0;
        for (Map.Entry<ResidentPart, Double> part : ResidentPart.of(row).entrySet()) {
            if (part.getValue() > 0) {
                segments.add(
                        new StackedBars.Segment(part.getValue(), part.getKey().looks(), words(part)));
                sum += part.getValue();
            }
        }
        if (row.rise() > sum) {
            segments.add(new StackedBars.Segment(row.rise() - sum, StackedBars.OUTLINE, "given back within idle"));
        }
        return new StackedBars.Bar(
                Svg.brief(ids.get(row.allocator())),
                segments,
                String.format(Locale.ROOT, "%.0f of %.0f", row.retained(), row.rise()));
    }

    /** Words and looks of what is in any of the bars. */
    private static Map<String, String> legend(List<BurstRow> rows) {
        Map<String, String> legend = new LinkedHashMap<>();
        ResidentPart.DRAWN.stream()
                .filter(part ->
                        rows.stream().anyMatch(row -> ResidentPart.of(row).getOrDefault(part, 0.0) > 0))
                .forEach(part -> legend.put(part.words(), part.looks()));
        legend.put("given back by the end of idle", StackedBars.OUTLINE);
        return legend;
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
