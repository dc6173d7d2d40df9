// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a value stands on an axis.
 *
 * @param least value at the beginning
 * @param most value at the end, more than least
 * @param from pixel of the beginning
 * @param to pixel of the end; less than from where the axis points upwards
 * @param logarithmic whether equal factors have equal lengths; least is then above 0
 */
record Scale(double least, double most, double from, double to, boolean logarithmic) {

    /** An axis from 0 to a round value that is not below this one. */
    static Scale upTo(double most, double from, double to) {
        double step = step(most, 5);
        return new Scale(0, Math.max(step, Math.ceil(most / step) * step), from, to, false);
    }

    /** An axis from and to a power of ten. */
    static Scale powers(double least, double most, double from, double to) {
        double low = Math.floor(Math.log10(Math.max(1, least)));
        double high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, most))));
        return new Scale(Math.pow(10, low), Math.pow(10, high), from, to, true);
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
