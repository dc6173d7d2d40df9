// SPDX-License-Identifier: Apache-2.0
package ebb.report;

/** A part of a figure, in pixels; x to the right and y downwards. */
record Box(double x, double y, double width, double height) {
    boolean intersects(Box other) {
        return x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height;
    }

    boolean contains(Box other) {
        return x <= other.x
                && y <= other.y
                && other.x + other.width <= x + width
                && other.y + other.height <= y + height;
    }
}
