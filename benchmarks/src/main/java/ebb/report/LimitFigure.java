// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The smallest memory limit that a burst survives: a bar for each allocator, as long as the limit, of which the JVM takes a
 * part, what was live another, and the rest is on top of that.
 *
 * @param title of the figure
 * @param rows that have a smallest limit
 * @param ids names by the rows' allocator numbers
 */
record LimitFigure(String title, List<BurstRow> rows, List<String> ids) {
    /** What a bar is made of, in its order. */
    private enum Part {
        JVM("the JVM's own, before the burst", "area-base"),
        LIVE("live: allocated by the program", "area-live"),
        ABOVE("above live: what the allocator needs on top", "f7"),
        ALL("the limit", "f7");

        private final String words;
        private final String looks;

        Part(String words, String looks) {
            this.words = words;
            this.looks = looks;
        }
    }

    private record Segment(Part part, double mib) {
        private String text() {
            return String.format(Locale.ROOT, "%s: %.0f MiB", part.words, mib);
        }
    }

    static boolean has(BurstRow row) {
        return row.metric(Metric.LIMIT_MIN).isKnown();
    }

    private static double limit(BurstRow row) {
        return row.metric(Metric.LIMIT_MIN).mean();
    }

    /** They add up to the limit; of a service, in which nobody sees what is live, it is one. */
    private static List<Segment> segments(BurstRow row) {
        double jvm = row.metric(Metric.BASE_ANON).mean();
        double live = row.metric(Metric.LIVE_PEAK).mean();
        double above = limit(row) - jvm - live;
        return above >= 0
                ? List.of(new Segment(Part.JVM, jvm), new Segment(Part.LIVE, live), new Segment(Part.ABOVE, above))
                : List.of(new Segment(Part.ALL, limit(row)));
    }

    /** @param style as {@link Svg} takes it */
    String draw(String id, String style) {
        List<BurstRow> sorted = rows.stream()
                .sorted(Comparator.comparingDouble(LimitFigure::limit))
                .toList();
        Map<String, String> legend = new LinkedHashMap<>();
        sorted.stream()
                .flatMap(row -> segments(row).stream().map(Segment::part))
                .sorted()
                .forEach(part -> legend.put(part.words, part.looks));
        List<StackedBars.Bar> bars = sorted.stream().map(this::bar).toList();
        return new StackedBars(title, description(sorted), bars, legend).draw(id, style);
    }

    private StackedBars.Bar bar(BurstRow row) {
        return new StackedBars.Bar(
                Svg.brief(ids.get(row.allocator())),
                segments(row).stream()
                        .map(segment -> new StackedBars.Segment(segment.mib(), segment.part().looks, segment.text()))
                        .toList(),
                String.format(Locale.ROOT, "%.0f MiB", limit(row)));
    }

    private String description(List<BurstRow> sorted) {
        List<String> all = new ArrayList<>();
        for (BurstRow row : sorted) {
            all.add(ids.get(row.allocator())
                    + String.format(Locale.ROOT, ", %.0f MiB: ", limit(row))
                    + segments(row).stream().map(Segment::text).collect(Collectors.joining(", ")));
        }
        return String.join("; ", all) + ".";
    }
}
