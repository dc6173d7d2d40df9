// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What allocators retain against what they cost or do, with the front of those that no other beats at both.
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
        Scale x = Scale.upTo(mostX * 1.05, PLOT.x(), PLOT.x() + PLOT.width());
        Scale y = Scale.upTo(Math.max(1, mostY * 1.05), PLOT.y() + PLOT.height(), PLOT.y());
        Axes axes = new Axes(x, y);
        svg.text(PLOT.x() - 34, 16, Looks.shortened(title, LONGEST_TITLE), "name");
        axes.draw(svg, 6, 5, Axes::plain, Axes::plain);
        axes.titles(
                svg,
                axis + (more ? " \u2192 more is better" : " \u2190 less is better"),
                "retained, MiB \u2193 less is better");
        front(svg, x, y);
        Labels labels = new Labels(new Box(PLOT.x() + 2, PLOT.y(), PLOT.width() + 16, PLOT.height() - 2));
        points.forEach(p -> labels.point(x.at(p.x().mean()), y.at(p.y().mean())));
        for (Point p : points) {
            double atX = x.at(p.x().mean());
            double atY = y.at(p.y().mean());
            labels.line(x.at(p.x().low()), atY, x.at(p.x().high()), atY);
            labels.line(atX, y.at(p.y().low()), atX, y.at(p.y().high()));
        }
        List<Point> front = Point.front(points, more);
        for (int i = 1; i < front.size(); i++) {
            Point p = front.get(i - 1);
            Point q = front.get(i);
            labels.line(x.at(p.x().mean()), y.at(p.y().mean()), x.at(q.x().mean()), y.at(q.y().mean()));
        }
        points.forEach(p -> point(svg, p, x, y));
        points.forEach(p -> label(svg, labels, p, x.at(p.x().mean()), y.at(p.y().mean())));
        return svg.end();
    }

    private void front(Svg svg, Scale x, Scale y) {
        String d = Point.front(points, more).stream()
                .map(p -> Svg.number(x.at(p.x().mean())) + " " + Svg.number(y.at(p.y().mean())))
                .collect(Collectors.joining("L", "M", ""));
        svg.path(d, "front", "");
    }

    private void point(Svg svg, Point p, Scale x, Scale y) {
        double atX = x.at(p.x().mean());
        double atY = y.at(p.y().mean());
        String stroke = Looks.solid(p.allocator()) + " bar";
        if (p.x().high() > p.x().low()) {
            svg.line(x.at(p.x().low()), atY, x.at(p.x().high()), atY, stroke);
        }
        if (p.y().high() > p.y().low()) {
            svg.line(atX, y.at(p.y().low()), atX, y.at(p.y().high()), stroke);
        }
        svg.path(Looks.mark(p.allocator(), atX, atY), Looks.fill(p.allocator()), words(p));
    }

    private void label(Svg svg, Labels labels, Point p, double x, double y) {
        String name = Looks.name(ids.get(p.allocator()));
        Labels.Place place = labels.place(x, y, name);
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
                + Point.front(points, more).stream()
                        .map(p -> ids.get(p.allocator()))
                        .collect(Collectors.joining(", "))
                + ". "
                + points.stream().map(this::words).collect(Collectors.joining("; ", "", "."));
    }
}
