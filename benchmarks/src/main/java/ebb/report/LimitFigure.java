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
 * The smallest memory limit that a load survives: a bar for each allocator, as long as the limit. Of a burst the JVM takes a
 * part of it, what was live another, and the rest is on top of that; of a service its base is a part. A steady load's
 * is one, with an outline behind it for what its cgroup was charged without a limit and could do without.
 *
 * @param title of the figure
 * @param rows that have a smallest limit
 * @param ids names by the rows' allocator numbers
 */
record LimitFigure(String title, List<Report.LimitRow> rows, List<String> ids) {
    /** What a bar is made of, in its order. */
    private enum Part {
        JVM("the JVM's own, before the burst", "area-base"),
        BASE("resident before the burst", "area-base"),
        LIVE("live: allocated by the program", "area-live"),
        ABOVE("above live: what the allocator needs on top", "f7"),
        REST("above that", "f7"),
        ALL("the limit", "f7"),
        CHARGED("charged without a limit, and not needed", StackedBars.OUTLINE);

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

    private static double limit(Report.LimitRow row) {
        return row.metric(Metric.LIMIT_MIN).mean();
    }

    /** What is known of it; a part that would be below zero cannot be told from the others. */
    private static List<Segment> segments(Report.LimitRow row) {
        double limit = limit(row);
        double jvm = row.metric(Metric.BASE_ANON).mean();
        double live = row.metric(Metric.LIVE_PEAK).mean();
        double base = row.metric(Metric.RSS_BASE).mean();
        double unneeded = row.metric(Metric.LIMIT_PEAK).mean() - limit;
        if (limit - jvm - live >= 0) {
            return List.of(
                    new Segment(Part.JVM, jvm),
                    new Segment(Part.LIVE, live),
                    new Segment(Part.ABOVE, limit - jvm - live));
        }
        if (limit - base >= 0) {
            return List.of(new Segment(Part.BASE, base), new Segment(Part.REST, limit - base));
        }
        Segment all = new Segment(Part.ALL, limit);
        return unneeded > 0 ? List.of(all, new Segment(Part.CHARGED, unneeded)) : List.of(all);
    }

    /** @param style as {@link Svg} takes it */
    String draw(String id, String style) {
        List<Report.LimitRow> sorted = rows.stream()
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

    private StackedBars.Bar bar(Report.LimitRow row) {
        return new StackedBars.Bar(
                Svg.brief(ids.get(row.allocator())),
                segments(row).stream()
                        .map(segment -> new StackedBars.Segment(segment.mib(), segment.part().looks, segment.text()))
                        .toList(),
                String.format(Locale.ROOT, "%.0f MiB", limit(row)));
    }

    private String description(List<Report.LimitRow> sorted) {
        List<String> all = new ArrayList<>();
        for (Report.LimitRow row : sorted) {
            all.add(ids.get(row.allocator())
                    + String.format(Locale.ROOT, ", %.0f MiB: ", limit(row))
                    + segments(row).stream().map(Segment::text).collect(Collectors.joining(", ")));
        }
        return String.join("; ", all) + ".";
    }
}
