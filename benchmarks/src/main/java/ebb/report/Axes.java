// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.DoubleFunction;

/**
 * Draws a pair of axes with a grid.
 *
 * @param x from left to right
 * @param y from the bottom, its {@code from}, to the top
 */
record Axes(Scale x, Scale y) {
    /**
     * Draws them.
     *
     * @param ticksX about how many on the x axis
     * @param ticksY about how many on the y axis
     */
    void draw(Svg svg, int ticksX, int ticksY, DoubleFunction<String> writeX, DoubleFunction<String> writeY) {
        for (double value : y.ticks(ticksY)) {
            svg.line(x.from(), y.at(value), x.to(), y.at(value), "rule");
            svg.text(x.from() - 6, y.at(value) + 4, writeY.apply(value), "tick end");
        }
        for (double value : x.ticks(ticksX)) {
            svg.line(x.at(value), y.from(), x.at(value), y.from() + 4, "axis");
            svg.text(x.at(value), y.from() + 17, writeX.apply(value), "tick middle");
        }
        svg.line(x.from(), y.from(), x.to(), y.from(), "axis");
    }

    /** What the axes mean: x below its end, y above its beginning. */
    void titles(Svg svg, String ofX, String ofY) {
        svg.text(x.to(), y.from() + 34, ofX, "soft end");
        svg.text(x.from() - 34, y.to() - 12, ofY, "soft");
    }

    /** A value with at most two decimals. */
    static String plain(double value) {
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
