// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.results.Direction;
import ebb.results.Metric;
import ebb.results.RowKey;
import ebb.results.Scale;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one pair of rows, compared.
 *
 * @param key of the new row
 * @param base values of the base's forks, all finite
 * @param now values of the new forks
 * @param evidence on the scale of {@code kind}: the natural logarithm of a ratio
 * @param limit of this row, in the metric's unit: the least change in this direction that counts
 * @param q the smallest rate of false discoveries at which this is one of them (Benjamini and Hochberg, over all that is
 *     judged); null where it was not asked for, or there is no verdict
 * @param noRatio whether a metric of ratios was compared by difference, because a value is not above zero
 * @param noisy whether runs differ by more than the limit of --no-worse with nothing changed, so that forks cannot show that
 *     it is no worse
 * @param ofBase whether the limit of --no-worse depends on the base's median, of which a bound is known: then 'no worse' is at
 *     the level of the test by simulation alone
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
        boolean noisy,
        boolean ofBase,
        Verdict verdict,
        @Nullable Double q) {
    /** Times a limit: what a change must reach to be worse. A change of exactly the limit may be rounded to less. */
    static final double REACHED = 1 - 1e-9;

    enum Verdict {
        /** A regression: significant, and at least as large as the row's limit. */
        WORSE,
        /** The same in the other direction. */
        BETTER,
        /** No difference is shown; whether there is one was not asked. */
        SAME,
        /** With --no-worse: a change for the worse by the limit or more was rejected. */
        NO_WORSE,
        /** With --no-worse: neither worse, better nor no worse was shown. */
        CANNOT_TELL,
        /** A side has too few forks for any answer. */
        TOO_FEW,
        /** The metric has no better or worse. */
        NOT_JUDGED;

        /** In output for programs: {@code worse}, {@code not-judged}. */
        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** In tables: {@code no worse}; empty where the sign of the change says all. */
        String shown() {
            return this == SAME || this == TOO_FEW || this == NOT_JUDGED ? "" : id().replace('-', ' ');
        }

        boolean isJudged() {
            return this != TOO_FEW && this != NOT_JUDGED;
        }
    }

    Comparison.RowMetric cell() {
        return new Comparison.RowMetric(key, metric);
    }

    ComparedMetric with(double rate) {
        return new ComparedMetric(
                key, metric, unit, kind, base, now, evidence, limit, noRatio, noisy, ofBase, verdict, rate);
    }

    /** Whether shift and interval are ratios. */
    boolean isRatio() {
        return kind.scale() == Scale.RATIO && !noRatio;
    }

    /** Whether its forks are counted, and so have no median. */
    boolean isShare() {
        return kind.scale() == Scale.SHARE;
    }

    /** Of one of its sides: the median, or the share in per cent. */
    double middle(Sample side) {
        return isShare() ? side.mean() : side.median();
    }

    /** A shift on the scale of the evidence, as people read it: 0.05 for 5 % more, or an amount in the unit. */
    double readable(double shift) {
        return isRatio() ? Math.expm1(shift) : shift;
    }

    /** A shift in per cent of the base where ratios are compared, else in the metric's unit. */
    double change(double shift) {
        return (isRatio() ? 100 : 1) * readable(shift);
    }

    /** The same for programs, whose numbers have no infinity. */
    @Nullable
    Double changeIfFinite(double shift) {
        return Double.isInfinite(shift) ? null : (Double) change(shift);
    }

    /** How bad it may be at most, at the level of the test: a bound of the shift at its worse side. */
    double bound() {
        return kind.direction() == Direction.MORE ? evidence.least() : evidence.most();
    }

    /** Whether it gets a line where only changes are shown. */
    boolean isChanged(double alpha) {
        return verdict == Verdict.WORSE
                || verdict == Verdict.BETTER
                || verdict == Verdict.CANNOT_TELL
                || (verdict == Verdict.NOT_JUDGED && isClear(alpha));
    }

    /** Whether every new fork lies on the same side of every base's, and the shift is as large as the row's limit. */
    boolean isApart() {
        boolean apart = now.lowest() > base.highest() || now.highest() < base.lowest();
        return apart && Math.abs(readable(evidence.shift()) * (isRatio() ? base.median() : 1)) >= REACHED * limit;
    }

    /** Whether its answer is wrong by chance with a probability that is proven to be at most the level of its test. */
    boolean isExact() {
        return evidence.exact() && !(verdict == Verdict.NO_WORSE && ofBase);
    }

    /** Whether the difference is significant, whatever its size. */
    boolean isClear(double alpha) {
        return evidence.p() <= alpha;
    }
}
