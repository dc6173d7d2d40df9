// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.results.Metric;
import ebb.results.RowKey;
import ebb.results.Scale;
import java.util.Locale;

/**
 * One metric of one pair of rows, compared.
 *
 * @param key of the new row
 * @param base values of the base's forks, all finite
 * @param now values of the new forks
 * @param evidence on the scale of {@code kind}, of a ratio the natural logarithm
 * @param limit of this row, in the metric's unit: how far a change in the direction of this one had to go to count
 * @param noRatio whether a value is not above zero, so that a metric of ratios was compared by difference
 */
record ComparedMetric(
        RowKey key,
        String metric,
        String unit,
        Metric kind,
        Sample base,
        Sample now,
        ForkTest.Evidence evidence,
        double limit,
        boolean noRatio,
        Verdict verdict) {
    /** What is said of one metric of one row. */
    enum Verdict {
        /** A regression: both clear and at least as large as the row's limit. */
        WORSE,
        /** The same the other way. */
        BETTER,
        /** Nothing is shown. */
        SAME,
        /** A side has too few forks for any answer. */
        TOO_FEW,
        /** The metric has no better or worse. */
        NOT_JUDGED;

        /** As output for programs has it: {@code worse}, {@code not-judged}. */
        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether shift and interval are ratios. */
    boolean isRatio() {
        return kind.scale() == Scale.RATIO && !noRatio;
    }

    /** A shift on the scale of the evidence, as people read it: 0.05 for 5 % more, or an amount in the unit. */
    double readable(double shift) {
        return isRatio() ? Math.expm1(shift) : shift;
    }

    /** Whether it is worth a line where only changes are shown. */
    boolean isChanged(double alpha) {
        return verdict == Verdict.WORSE
                || verdict == Verdict.BETTER
                || (verdict == Verdict.NOT_JUDGED && isClear(alpha));
    }

    /** Whether p alone says that the sides differ. */
    boolean isClear(double alpha) {
        return evidence.p() <= alpha;
    }
}
