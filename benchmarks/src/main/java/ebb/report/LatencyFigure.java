// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.report.Axes.Axis;
import ebb.report.Svg.Box;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.stream.Collectors;

/**
 * Latency by percentile, as an SVG file.
 *
 * @param section what is drawn
 * @param ids names by the curves' allocator numbers
 */
record LatencyFigure(Report.Latency section, List<String> ids) {
    private static final double WIDTH = 760;
    private static final double HEIGHT = 400;
    private static final double LINE = 15;
    private static final Box PLOT = new Box(58, 44, WIDTH - 58 - 230, HEIGHT - 44 - 46);

    /** @param style as {@link Svg} takes it */
    String draw(String id, String style) {
        String title = "Latency of " + section.call() + ", " + section.load();
        Svg svg = new Svg(id, WIDTH, HEIGHT, title, description(), style);
        int longest =
                section.curves().stream().mapToInt(c -> c.nanos().size()).max().orElse(1);
        LongSummaryStatistics nanos = section.curves().stream()
                .flatMap(c -> c.nanos().stream())
                .mapToLong(Long::longValue)
                .summaryStatistics();
        Axis x = new Axis(0, Math.max(1, (longest - 1.0) / section.steps()), PLOT.x(), PLOT.right(), false);
        Axis y = Axis.powers(nanos.getMin(), nanos.getMax(), PLOT.bottom(), PLOT.y());
        svg.text(PLOT.x() - 34, 16, title, "name");
        Axes axes = new Axes(x, y);
        axes.draw(svg, (int) x.most(), 5, LatencyFigure::nines, LatencyFigure::time);
        axes.titles(svg, "percentile, %", "time of a call");
        List<LatencyCurve> sorted = section.curves().stream()
                .sorted(Comparator.comparingDouble(curve -> -end(curve)))
                .toList();
        double[] names =
                spread(sorted.stream().mapToDouble(curve -> y.at(end(curve))).toArray());
        for (int i = 0; i < sorted.size(); i++) {
            LatencyCurve curve = sorted.get(i);
            String name = ids.get(curve.allocator());
            AllocatorStyle look = AllocatorStyle.of(curve.allocator());
            String stroke = "curve " + look.stroke();
            svg.path(line(curve, x, y), stroke, name);
            double last = x.at((curve.nanos().size() - 1.0) / section.steps());
            double beside = PLOT.right() + 14;
            svg.line(last, y.at(end(curve)), beside, names[i], look.solid() + " leader");
            svg.line(beside, names[i], beside + 18, names[i], stroke);
            svg.text(beside + 23, names[i] + 4, Svg.brief(name), "");
        }
        return svg.end();
    }

    private static double end(LatencyCurve curve) {
        return Math.max(1, curve.nanos().get(curve.nanos().size() - 1));
    }

    /** Places for names below each other, far enough apart, near where they are wanted. */
    static double[] spread(double[] wanted) {
        double[] places = wanted.clone();
        for (int i = 1; i < places.length; i++) {
            places[i] = Math.max(places[i], places[i - 1] + LINE);
        }
        double most = PLOT.bottom();
        for (int i = places.length - 1; i >= 0 && places[i] > most; i--) {
            places[i] = most;
            most -= LINE;
        }
        return places;
    }

    private String line(LatencyCurve curve, Axis x, Axis y) {
        StringBuilder d = new StringBuilder();
        for (int i = 0; i < curve.nanos().size(); i++) {
            d.append(i == 0 ? 'M' : 'L')
                    .append(Svg.number(x.at((double) i / section.steps())))
                    .append(' ')
                    .append(Svg.number(y.at(Math.max(1, curve.nanos().get(i)))));
        }
        return d.toString();
    }

    /** The percentile with this many nines: 0, 90, 99, 99.9. */
    private static String nines(double nines) {
        int count = (int) Math.round(nines);
        return count == 0 ? "0" : count == 1 ? "90" : count == 2 ? "99" : "99." + "9".repeat(count - 2);
    }

    private static String time(double nanos) {
        return nanos >= 1e9
                ? Axes.plain(nanos / 1e9) + " s"
                : nanos >= 1e6
                        ? Axes.plain(nanos / 1e6) + " ms"
                        : nanos >= 1e3 ? Axes.plain(nanos / 1e3) + " \u00b5s" : Axes.plain(nanos) + " ns";
    }

    private String description() {
        return section.curves().stream()
                .map(c -> String.format(
                        Locale.ROOT,
                        "%s: median %d ns, longest %d ns",
                        ids.get(c.allocator()),
                        c.median(),
                        c.longest()))
                .collect(Collectors.joining("; ", "", "."));
    }
}
