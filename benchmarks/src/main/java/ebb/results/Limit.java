// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.base.EbbException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shift below which a difference means nothing: the larger of a share of the base and an amount.
 *
 * @param share of the base's median, 0.05 for 5 %; at least 0
 * @param amount in the metric's unit; at least 0
 */
public record Limit(double share, double amount) {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(.*)");

    /** A share alone. */
    public static Limit share(double share) {
        return new Limit(share, 0);
    }

    /** An amount alone. */
    public static Limit amount(double amount) {
        return new Limit(0, amount);
    }

    /**
     * What stands behind the metric's name in {@code --threshold}: {@code 5%}, or {@code 8MiB} in the metric's unit.
     *
     * @throws EbbException where it is neither
     */
    public static Limit parse(String metric, String text, String unit) {
        Matcher form = FORM.matcher(text);
        if (form.matches() && form.group(2).equals("%") && !unit.equals("%")) {
            return share(Double.parseDouble(form.group(1)) / 100);
        }
        if (form.matches() && form.group(2).equals(unit)) {
            return amount(Double.parseDouble(form.group(1)));
        }
        throw new EbbException("--threshold " + metric + "=" + text + " cannot be used: give a number and "
                + (unit.equals("%") ? "" : "% (of the base) or ") + "the metric's unit, " + unit + ".");
    }

    /** In the metric's unit, of a row whose base has this median. */
    public double of(double base) {
        return Math.max(share * Math.abs(base), amount);
    }

    /** The larger of both, whatever the base. */
    public Limit orLarger(Limit other) {
        return new Limit(Math.max(share, other.share), Math.max(amount, other.amount));
    }

    /** As it is written in a noise file and read by {@link #parse}; of the two the one that is not zero. */
    public String text(String unit) {
        return share > 0 ? format(100 * share) + "%" : format(amount) + unit;
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
