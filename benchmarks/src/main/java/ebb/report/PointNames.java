// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.report.Svg.Box;
import java.util.ArrayList;
import java.util.List;

/** Finds places for names beside points, so that none covers another or a point. */
final class PointNames {
    private static final double HEIGHT = 14;
    private static final double[] DISTANCES = {10, 22, 36, 52, 70, 90};
    private static final double[] ANGLES = {0, 180, -40, 40, -140, 140, -90, 90};

    private final Box inside;
    private final List<Box> taken = new ArrayList<>();

    /**
     * @param x of the name's left end
     * @param y of its base line
     * @param far whether it needs a line to its point
     */
    record Place(double x, double y, double width, boolean far) {}

    /** @param inside names do not leave it */
    PointNames(Box inside) {
        this.inside = inside;
    }

    /** No name may cover this point. */
    void point(double x, double y) {
        taken.add(new Box(x - 6, y - 6, 12, 12));
    }

    /** No name may cover this line. */
    void line(double x1, double y1, double x2, double y2) {
        double steps = Math.ceil(Math.hypot(x2 - x1, y2 - y1) / 6);
        for (int i = 0; i <= steps; i++) {
            double share = steps == 0 ? 0 : i / steps;
            taken.add(new Box(x1 + share * (x2 - x1) - 1, y1 + share * (y2 - y1) - 1, 2, 2));
        }
    }

    /** The nearest free place; if there is none, right of the point. */
    Place place(double x, double y, String name) {
        double width = Svg.width(name);
        for (double distance : DISTANCES) {
            for (double angle : ANGLES) {
                Box box = box(x, y, width, distance, Math.toRadians(angle));
                if (inside.contains(box) && taken.stream().noneMatch(box::intersects)) {
                    return take(box, distance > DISTANCES[0]);
                }
            }
        }
        return take(box(x, y, width, DISTANCES[0], 0), false);
    }

    private static Box box(double x, double y, double width, double distance, double angle) {
        double endX = x + distance * Math.cos(angle);
        double endY = y + distance * Math.sin(angle);
        double left = Math.abs(Math.cos(angle)) < 0.1 ? endX - width / 2 : Math.cos(angle) > 0 ? endX : endX - width;
        return new Box(left, endY - HEIGHT / 2, width, HEIGHT);
    }

    private Place take(Box box, boolean far) {
        taken.add(box);
        return new Place(box.x(), box.y() + HEIGHT - 3.5, box.width(), far);
    }
}
