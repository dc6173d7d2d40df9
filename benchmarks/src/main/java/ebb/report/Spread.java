// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.Measured;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/**
 * A metric over the forks of a row, in its unit.
 *
 * @param mean of the forks that have a finite value; NaN where none has
 * @param low the lowest fork
 * @param high the highest fork
 */
record Spread(double mean, double low, double high) {
    static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN);

    /** @param forks one value a fork; NaN where a fork has none */
    static Spread of(double... forks) {
        DoubleSummaryStatistics finite =
                Arrays.stream(forks).filter(Double::isFinite).summaryStatistics();
        return finite.getCount() == 0 ? NONE : new Spread(finite.getAverage(), finite.getMin(), finite.getMax());
    }

    static Spread of(Measured measured) {
        return of(measured.forks());
    }

    boolean isKnown() {
        return Double.isFinite(mean);
    }
}
