// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.compare.ForkTest.Evidence;
import ebb.results.Direction;
import ebb.results.Limit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Numbers as people read them. */
final class FigureText {
    /** Of a p that is printed: three decimals, as in benchstat. */
    private static final double SMALLEST = 0.001;

    private static final int DIGITS = 4;
    private static final int MOST_DECIMALS = 6;

    /** Of what is smaller two decimals would show nothing. */
    private static final double SMALL = 0.01;

    private static final double ERROR = 1e-9;

    private FigureText() {}

    /** Four significant digits, never an exponent. */
    static String number(double value) {
        return fixed(value, decimals(value));
    }

    /**
     * The median and how far the farthest of several forks is from it: in per cent of it where ratios are compared. Of
     * shares {@code 5 of 10}.
     */
    static String value(ComparedMetric line, Sample forks) {
        if (line.isShare()) {
            return forks.positive() + " of " + forks.size();
        }
        double median = forks.median();
        double spread = forks.spread();
        if (Double.isNaN(spread)) {
            return number(median);
        }
        return line.isRatio()
                ? number(median) + " ± " + fixed(100 * spread / median, 0) + "%"
                : number(median) + " ± " + fixed(spread, decimals(median));
    }

    /**
     * A table's line after the figures of both sides: the shift, or what is said in its place; p, with q; the number of
     * forks; and the verdict, which may be empty.
     */
    static List<String> answer(ComparedMetric line, double alpha) {
        return List.of(
                delta(line, alpha),
                p(line.evidence()) + (line.q() == null ? "" : " " + level("q", line.q())),
                "n=" + n(line),
                line.verdict().shown());
    }

    private static String delta(ComparedMetric line, double alpha) {
        return switch (line.verdict()) {
            case NO_WORSE, CANNOT_TELL -> bound(line);
            case TOO_FEW -> "?";
            default -> line.isChanged(alpha) ? change(line) : "~";
        };
    }

    /** The shift with its interval: {@code +5.10% [+4.02, +6.33]}, {@code +39.7 MiB [+35.1, +43.0]}. */
    static String change(ComparedMetric line) {
        String shift = amount(line, line.evidence().shift());
        return line.isShare() ? shift : shift + interval(line);
    }

    /** The shift with its bound at the worse side: {@code +1.20% [at most +4.02%]}. */
    private static String bound(ComparedMetric line) {
        double bound = line.bound();
        String shift = amount(line, line.evidence().shift());
        return Double.isInfinite(bound)
                ? shift + " [too few forks]"
                : shift + (line.kind().direction() == Direction.MORE ? " [at least " : " [at most ")
                        + amount(
                                line,
                                bound,
                                line.kind().direction() == Direction.MORE ? RoundingMode.FLOOR : RoundingMode.CEILING)
                        + "]";
    }

    /** {@code +5.10%}, {@code -39.7 MiB}. */
    static String amount(ComparedMetric line, double shift) {
        return amount(line, shift, RoundingMode.HALF_UP);
    }

    private static String amount(ComparedMetric line, double shift, RoundingMode rounding) {
        return signed(line.change(shift), rounding) + (line.isRatio() ? "%" : " " + line.unit());
    }

    /** What a limit allows: {@code +125% or -56%}, {@code 20.50 MiB}. */
    static String limit(Limit limit, String unit) {
        return limit.share() > 0
                ? "+" + fixed(100 * limit.share(), 0) + "% or -" + fixed(100 * limit.fall(1), 0) + "%"
                : number(limit.amount()) + " " + unit;
    }

    /** {@code p=0.008}, or {@code p<0.001}; {@code p≈0.008}, or {@code p≈<0.001}, where it is approximate. */
    static String p(Evidence evidence) {
        String exact = level("p", evidence.p());
        return evidence.exact() ? exact : exact.replace("=", "≈").replace("<", "≈<");
    }

    /** {@code p=0.008}, or {@code p<0.001}. */
    static String level(String name, double p) {
        return p < SMALLEST / 2 ? name + "<" + fixed(SMALLEST, 3) : name + "=" + fixed(p, 3);
    }

    /** The number of forks of both sides, or of pairs. */
    private static String n(ComparedMetric line) {
        return line.evidence().paired()
                ? line.evidence().n() + " pairs"
                : line.base().size() + "+" + line.now().size();
    }

    private static String interval(ComparedMetric line) {
        Evidence evidence = line.evidence();
        return Double.isInfinite(evidence.low())
                ? " [too few forks]"
                : " [" + signed(line.change(evidence.low()), RoundingMode.FLOOR) + ", "
                        + signed(line.change(evidence.high()), RoundingMode.CEILING) + "]";
    }

    static String signed(double value) {
        return signed(value, RoundingMode.HALF_UP);
    }

    /**
     * At most two decimals, but two significant digits of what is smaller than these show.
     *
     * @param rounding a bound's is away from what it bounds; what is the next decimal but for the error of a logarithm stays
     */
    private static String signed(double value, RoundingMode rounding) {
        int decimals = Math.abs(value) < SMALL ? decimals(100 * value) : Math.min(2, decimals(value));
        double error = ERROR * Math.abs(value);
        double cleaned = switch (rounding) {
            case CEILING -> value - error;
            case FLOOR -> value + error;
            default -> value;
        };
        String text = fixed(cleaned, decimals, rounding);
        return text.startsWith("-") ? text : "+" + text;
    }

    /** In tables of many thousand cells {@code String.format} would take most of the time. */
    private static String fixed(double value, int decimals) {
        return fixed(value, decimals, RoundingMode.HALF_UP);
    }

    private static String fixed(double value, int decimals, RoundingMode rounding) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        return BigDecimal.valueOf(value).setScale(decimals, rounding).toPlainString();
    }

    private static int decimals(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return 0;
        }
        int whole = (int) Math.floor(Math.log10(Math.abs(value))) + 1;
        return Math.max(0, Math.min(MOST_DECIMALS, DIGITS - whole));
    }
}
