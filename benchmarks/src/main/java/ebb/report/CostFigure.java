// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.report.Axes.Axis;
import ebb.report.Svg.Box;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Memory retained over CPU cost or throughput, with the Pareto front.
 *
 * @param title of the figure
 * @param axis what x is, with its unit
 * @param more whether more of x is better
 * @param ids names by the points' allocator numbers
 */
record CostFigure(String title, String axis, boolean more, List<Point> points, List<String> ids) {
    private static final double WIDTH = 620;
    private static final double HEIGHT = 400;
    private static final int LONGEST_TITLE = 84;
    private static final Box PLOT = new Box(52, 44, WIDTH - 52 - 20, HEIGHT - 44 - 46);

    /** @param style as {@link Svg} takes it */
    String draw(String id, String style) {
        Svg svg = new Svg(id, WIDTH, HEIGHT, title, description(), style);
        double mostX = points.stream().mapToDouble(p -> p.x().high()).max().orElse(1);
        double mostY = points.stream().mapToDouble(p -> p.y().high()).max().orElse(1);
        Axis x = Axis.upTo(mostX * 1.05, PLOT.x(), PLOT.right());
        Axis y = Axis.upTo(Math.max(1, mostY * 1.05), PLOT.bottom(), PLOT.y());
        Axes axes = new Axes(x, y);
        svg.text(PLOT.x() - 34, 16, shortened(title), "name");
        axes.draw(svg, 6, 5, Axes::plain, Axes::plain);
        axes.titles(
                svg,
                axis + (more ? " \u2192 more is better" : " \u2190 less is better"),
                "retained, MiB \u2193 less is better");
        drawFront(svg, x, y);
        PointNames names = new PointNames(new Box(PLOT.x() + 2, PLOT.y(), PLOT.width() + 16, PLOT.height() - 2));
        points.forEach(p -> names.point(x.at(p.x().mean()), y.at(p.y().mean())));
        for (Point p : points) {
            double atX = x.at(p.x().mean());
            double atY = y.at(p.y().mean());
            names.line(x.at(p.x().low()), atY, x.at(p.x().high()), atY);
            names.line(atX, y.at(p.y().low()), atX, y.at(p.y().high()));
        }
        List<Point> front = front(points, more);
        for (int i = 1; i < front.size(); i++) {
            Point p = front.get(i - 1);
            Point q = front.get(i);
            names.line(x.at(p.x().mean()), y.at(p.y().mean()), x.at(q.x().mean()), y.at(q.y().mean()));
        }
        points.forEach(p -> point(svg, p, x, y));
        points.forEach(p -> label(svg, names, p, x.at(p.x().mean()), y.at(p.y().mean())));
        return svg.end();
    }

    private void drawFront(Svg svg, Axis x, Axis y) {
        String d = front(points, more).stream()
                .map(p -> Svg.number(x.at(p.x().mean())) + " " + Svg.number(y.at(p.y().mean())))
                .collect(Collectors.joining("L", "M", ""));
        svg.path(d, "front", "");
    }

    private void point(Svg svg, Point p, Axis x, Axis y) {
        double atX = x.at(p.x().mean());
        double atY = y.at(p.y().mean());
        AllocatorStyle style = AllocatorStyle.of(p.allocator());
        String stroke = style.solid() + " bar";
        if (p.x().high() > p.x().low()) {
            svg.line(x.at(p.x().low()), atY, x.at(p.x().high()), atY, stroke);
        }
        if (p.y().high() > p.y().low()) {
            svg.line(atX, y.at(p.y().low()), atX, y.at(p.y().high()), stroke);
        }
        svg.path(style.mark(atX, atY), style.fill(), words(p));
    }

    private void label(Svg svg, PointNames names, Point p, double x, double y) {
        String name = Svg.brief(ids.get(p.allocator()));
        PointNames.Place place = names.place(x, y, name);
        if (place.far()) {
            double near = Math.min(Math.max(x, place.x()), place.x() + place.width());
            svg.line(x, y, near, place.y() - 4, "leader");
        }
        svg.text(place.x(), place.y(), name, "");
    }

    private String words(Point p) {
        return String.format(
                Locale.ROOT,
                "%s: %s %s, retained %.1f MiB",
                ids.get(p.allocator()),
                axis,
                Axes.plain(p.x().mean()),
                p.y().mean());
    }

    private String description() {
        return "On the front: "
                + front(points, more).stream().map(p -> ids.get(p.allocator())).collect(Collectors.joining(", "))
                + ". "
                + points.stream().map(this::words).collect(Collectors.joining("; ", "", "."));
    }

    private static String shortened(String title) {
        return title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE - 1) + "\u2026";
    }

    /**
     * An allocator in the figure.
     *
     * @param x its cost or throughput
     * @param y MiB that it retains
     */
    record Point(int allocator, Spread x, Spread y) {}

    /**
     * The points that no other beats in both x and y, in order of x.
     *
     * @param more whether more of x is better
     */
    static List<Point> front(List<Point> points, boolean more) {
        double sign = more ? -1 : 1;
        return points.stream()
                .filter(p -> points.stream().noneMatch(q -> beats(q, p, sign)))
                .sorted(Comparator.comparingDouble(p -> p.x.mean()))
                .toList();
    }

    private static boolean beats(Point q, Point p, double sign) {
        double lessX = sign * (p.x.mean() - q.x.mean());
        double lessY = p.y.mean() - q.y.mean();
        return lessX >= 0 && lessY >= 0 && (lessX > 0 || lessY > 0);
    }
}
