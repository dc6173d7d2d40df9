// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.results.Metric;
import ebb.results.RowKey;
import ebb.results.Scale;

/**
 * One metric of one pair of rows, compared.
 *
 * @param key of the new row
 * @param base values of the base's forks, all finite
 * @param now values of the new forks
 * @param evidence on the scale of {@code kind}, of a ratio the natural logarithm
 * @param limit in the metric's unit, of this row
 * @param noRatio whether a value is not above zero, so that a metric of ratios was compared by difference
 */
record Line(
        RowKey key,
        String metric,
        String unit,
        Metric kind,
        Sample base,
        Sample now,
        Evidence evidence,
        double limit,
        boolean noRatio,
        Verdict verdict) {

    /** Whether shift and interval are ratios. */
    boolean isRatio() {
        return kind.scale() == Scale.RATIO && !noRatio;
    }

    /** A shift on the scale of the evidence, as people read it: 0.05 for 5 % more, or an amount in the unit. */
    double readable(double shift) {
        return isRatio() ? Math.expm1(shift) : shift;
    }

    /** Whether p alone says that the sides differ. */
    boolean isClear(double alpha) {
        return evidence.p() <= alpha;
    }
}
