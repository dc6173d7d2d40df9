// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.report.Axes.Axis;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Bars of MiB from left to right, one below the other, each in segments.
 *
 * @param title of the figure
 * @param description in words, of all of it
 * @param legend words and looks of what segments may be, in its order
 */
record StackedBars(String title, String description, List<Bar> bars, Map<String, String> legend) {
    /** Of what is there no more: an outline without a number. */
    static final String OUTLINE = "returned";

    private static final double WIDTH = 760;
    private static final double LEFT = 190;
    private static final double RIGHT = 96;
    private static final double TOP = 34;
    private static final double ROW = 30;
    private static final double BAR = 18;
    private static final double LEAST_WITH_NUMBER = 30;

    /**
     * @param name before it
     * @param end behind it
     */
    record Bar(String name, List<Segment> segments, String end) {
        private double mib() {
            return segments.stream().mapToDouble(Segment::mib).sum();
        }
    }

    /**
     * @param looks classes of {@code figure.css}
     * @param tip shown when it is pointed at
     */
    record Segment(double mib, String looks, String tip) {
        /** Numbers are dark on what is pale. */
        private String number() {
            return looks.contains("pale") || looks.startsWith("area-") ? "dark middle" : "on middle";
        }
    }

    /** @param style as {@link Svg} takes it */
    String draw(String id, String style) {
        double axis = TOP + ROW * bars.size();
        Svg svg = new Svg(id, WIDTH, axis + 44 + 20 * legend.size(), title, description, style);
        Axis x = Axis.upTo(bars.stream().mapToDouble(Bar::mib).max().orElse(1), LEFT, WIDTH - RIGHT);
        svg.text(0, 16, title, "name");
        for (double value : x.ticks(6)) {
            svg.line(x.at(value), TOP - 6, x.at(value), axis, "rule");
            svg.text(x.at(value), axis + 15, Axes.plain(value), "tick middle");
        }
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, bars.get(i), x, TOP + ROW * i);
        }
        double y = axis + 38;
        for (Map.Entry<String, String> entry : legend.entrySet()) {
            svg.rect(LEFT, y, 14, 11, entry.getValue(), "");
            svg.text(LEFT + 22, y + 10, entry.getKey(), "");
            y += 20;
        }
        return svg.end();
    }

    private static void draw(Svg svg, Bar bar, Axis x, double y) {
        svg.text(LEFT - 10, y + BAR - 4, bar.name(), "end");
        double at = 0;
        for (Segment segment : bar.segments()) {
            double width = x.at(segment.mib()) - x.at(0);
            if (segment.looks().equals(OUTLINE)) {
                svg.rect(x.at(at), y + 0.5, width, BAR - 1, OUTLINE, segment.tip());
            } else {
                svg.rect(x.at(at), y, width, BAR, "segment " + segment.looks(), segment.tip());
                if (width >= LEAST_WITH_NUMBER) {
                    String number = String.format(Locale.ROOT, "%.0f", segment.mib());
                    svg.text(x.at(at) + width / 2, y + BAR - 5, number, segment.number());
                }
            }
            at += segment.mib();
        }
        svg.text(x.at(at) + 8, y + BAR - 4, bar.end(), "soft");
    }
}
