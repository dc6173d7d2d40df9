// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shift below which a difference means nothing: the larger of a factor and an amount. It is symmetric: where a to b is
 * no change, b to a is none either, so that even a wide limit can be passed by a fall. A factor of 2.25 allows 10 to become
 * 22.5 or 4.4.
 *
 * @param share the factor less 1: 0.05 allows a rise of 5 % and a fall of 1/21; at least 0
 * @param amount in the metric's unit; at least 0
 */
public record Limit(double share, double amount) {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(.*)");

    /** What a share is where the unit is per cent, of which 5% would be an amount. */
    private static final Pattern FACTOR = Pattern.compile("x([1-9]\\d*(?:\\.\\d+)?)");

    public static Limit share(double share) {
        return new Limit(share, 0);
    }

    public static Limit amount(double amount) {
        return new Limit(0, amount);
    }

    /** {@code 5%}, or {@code x1.05}, or {@code 8MiB} in the metric's unit; empty where it is none of them. */
    public static Optional<Limit> parse(String text, String unit) {
        Matcher factor = FACTOR.matcher(text);
        if (factor.matches()) {
            return Optional.of(share(
                    new BigDecimal(factor.group(1)).subtract(BigDecimal.ONE).doubleValue()));
        }
        Matcher form = FORM.matcher(text);
        if (form.matches() && form.group(2).equals("%") && !unit.equals("%")) {
            return Optional.of(share(Double.parseDouble(form.group(1)) / 100));
        }
        return form.matches() && form.group(2).equals(unit)
                ? Optional.of(amount(Double.parseDouble(form.group(1))))
                : Optional.empty();
    }

    /** What {@link #parse} takes, in words. */
    public static String form(String unit) {
        return unit.equals("%")
                ? "a number and the metric's unit, %, or a factor, as in x1.05"
                : "a number and % (of the base) or the metric's unit, " + unit;
    }

    /** How far a value may rise above this base, in the metric's unit. */
    public double rise(double base) {
        return Math.max(share * Math.abs(base), amount);
    }

    /** How far it may fall below it: by the share alone never down to zero. */
    public double fall(double base) {
        return Math.max((1 - 1 / (1 + share)) * Math.abs(base), amount);
    }

    /** The larger of both, whatever the base. */
    public Limit orLarger(Limit other) {
        return new Limit(Math.max(share, other.share), Math.max(amount, other.amount));
    }

    /** As written in a noise file and read by {@link #parse}: the share, or the amount where the share is zero. */
    public String text(String unit) {
        if (share > 0) {
            return unit.equals("%") ? "x" + format(1 + share) : format(100 * share) + "%";
        }
        return format(amount) + unit;
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
