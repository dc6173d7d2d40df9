// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.Comparator;
import java.util.List;

/**
 * An allocator in a scatter.
 *
 * @param x what it costs or what it does
 * @param y MiB that it retains
 */
record Point(int allocator, Spread x, Spread y) {
    /**
     * Those that no other beats at both: less retained, and less of x or more of it. In order of x.
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
