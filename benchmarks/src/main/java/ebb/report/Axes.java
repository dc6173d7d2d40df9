// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A pair of axes with a grid.
 *
 * @param x from left to right
 * @param y from bottom to top
 */
record Axes(Axis x, Axis y) {
    /**
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

    /** x below its end, y above its top. */
    void titles(Svg svg, String ofX, String ofY) {
        svg.text(x.to(), y.from() + 34, ofX, "soft end");
        svg.text(x.from() - 34, y.to() - 12, ofY, "soft");
    }

    /** A value with at most two decimals. */
    static String plain(double value) {
        return Svg.number(value, 2);
    }

    /**
     * @param least value at the beginning
     * @param most value at the end, more than least
     * @param from pixel of the beginning
     * @param to pixel of the end; less than {@code from} where the axis points upwards
     * @param logarithmic in which case {@code least} is above 0
     */
    record Axis(double least, double most, double from, double to, boolean logarithmic) {

        /** From 0 to a round value that is not below this one. */
        static Axis upTo(double most, double from, double to) {
            double step = step(most, 5);
            return new Axis(0, Math.max(step, Math.ceil(most / step) * step), from, to, false);
        }

        /** Logarithmic, from and to a power of ten. */
        static Axis powers(double least, double most, double from, double to) {
            double low = Math.floor(Math.log10(Math.max(1, least)));
            double high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, most))));
            return new Axis(Math.pow(10, low), Math.pow(10, high), from, to, true);
        }

        double at(double value) {
            double share =
                    logarithmic ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
            return from + share * (to - from);
        }

        /** Round values, about this many; powers of ten on a logarithmic axis. */
        List<Double> ticks(int about) {
            List<Double> ticks = new ArrayList<>();
            if (logarithmic) {
                for (double value = least; value <= most * 1.0001; value *= 10) {
                    ticks.add(value);
                }
                return ticks;
            }
            double step = step(most - least, about);
            for (long i = (long) Math.ceil(least / step - 1e-9); i * step <= most + step * 1e-9; i++) {
                ticks.add(i * step);
            }
            return ticks;
        }

        /** 1, 2 or 5 times a power of ten. */
        private static double step(double span, int about) {
            double raw = Math.max(span, 1e-9) / about;
            double power = Math.pow(10, Math.floor(Math.log10(raw)));
            double times = raw / power;
            return power * (times <= 1.0001 ? 1 : times <= 2.0001 ? 2 : times <= 5.0001 ? 5 : 10);
        }
    }
}
