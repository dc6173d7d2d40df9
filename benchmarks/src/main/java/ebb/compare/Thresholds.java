// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.compare.Comparison.RowMetric;
import ebb.results.Limit;
import ebb.results.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which limit holds: the one that the user names for the metric, else the larger of those of the noise file and of
 * {@link Metric}, or of the user's for all metrics in place of the latter. A noise file makes a limit wider, never
 * narrower: runs that differ little within an hour may differ by more from day to day.
 */
public final class Thresholds {
    /** What {@code --no-worse} takes for the limit that each row has anyway. */
    public static final String OWN = "own";

    private static final String THRESHOLD = "--threshold ";
    private static final String NO_WORSE = "--no-worse ";

    private final Map<String, Asked> asked = new LinkedHashMap<>();
    private final Map<RowMetric, Limit> noise;
    private final boolean answersNoWorse;
    private Optional<Double> share = Optional.empty();

    /** @param option with which it was given, and a space */
    private record Asked(String option, String text) {}

    private Thresholds(Map<RowMetric, Limit> noise, boolean answersNoWorse) {
        this.noise = noise;
        this.answersNoWorse = answersNoWorse;
    }

    /**
     * @param options {@code METRIC=5%} or {@code METRIC=8MiB} each
     * @param noWorse likewise, or {@code 5%} for all metrics, or {@link #OWN}; none: what shows no difference is not asked
     *     whether it is no worse
     * @throws EbbException where one has another form
     */
    public static Thresholds of(List<String> options, List<String> noWorse, Optional<NoiseFile> noise) {
        Thresholds made = new Thresholds(noise.map(NoiseFile::limits).orElse(Map.of()), !noWorse.isEmpty());
        options.forEach(option -> made.ask(THRESHOLD, option));
        for (String option : noWorse) {
            if (option.contains("=")) {
                made.ask(NO_WORSE, option);
            } else if (!option.equals(OWN)) {
                made.share = Optional.of(Limit.parse(option, "")
                        .map(Limit::share)
                        .filter(share -> share > 0)
                        .orElseThrow(() -> new EbbException(NO_WORSE + option
                                + " cannot be used: write 5% for all metrics,"
                                + " METRIC=5% or METRIC=8MiB for one, or " + OWN + " for the limits that rows have"
                                + " anyway.")));
            }
        }
        return made;
    }

    private void ask(String by, String option) {
        int equals = option.indexOf('=');
        if (equals < 1) {
            throw new EbbException(
                    by + option + " cannot be used: write METRIC=5% or METRIC=8MiB, in the metric's unit.");
        }
        String metric = option.substring(0, equals);
        if (asked.put(metric, new Asked(by, option.substring(equals + 1).strip())) != null) {
            throw new EbbException(by + option + ": the limit of " + metric + " is given twice.");
        }
    }

    /** Whether it is to be shown that what is not worse is no worse. */
    boolean answersNoWorse() {
        return answersNoWorse;
    }

    /** Refuses a limit of a metric that no row has. */
    void requireKnown(Set<String> known) {
        asked.forEach((metric, one) -> {
            if (!known.contains(metric)) {
                throw new EbbException(
                        one.option() + metric + ": no row has such a metric." + Nearest.hint(metric, known));
            }
        });
    }

    /**
     * The limit for one metric of one row.
     *
     * @param noise the machine's, where that is the one that holds; else empty
     * @param noWorse what may not be shown to be possible for 'no worse'; empty where runs with nothing changed differed by
     *     more, so that forks of two cannot show it
     */
    record Held(Limit limit, Optional<Limit> noise, Optional<Limit> noWorse) {}

    /**
     * @param base median of the base
     * @param together whether both rows are of the same runs, so that what differs from run to run is in neither
     * @throws EbbException where the user's limit does not fit the unit
     */
    Held of(RowMetric of, String unit, Metric kind, double base, boolean together) {
        Asked own = asked.get(of.metric());
        Optional<Limit> measured = Optional.ofNullable(noise.get(of));
        Optional<Limit> seen = together ? Optional.empty() : measured.map(NoiseFile::largest);
        if (own != null) {
            Limit limit = Limit.parse(own.text(), unit)
                    .orElseThrow(() -> new EbbException(own.option() + of.metric() + "=" + own.text()
                            + " cannot be used: give " + Limit.form(unit) + "."));
            return new Held(limit, Optional.empty(), unlessNoisy(limit, seen, base));
        }
        Limit least = share.map(part -> new Limit(part, kind.limit().amount())).orElse(kind.limit());
        Limit limit = measured.map(least::orLarger).orElse(least);
        return new Held(
                limit,
                measured.filter(noisy -> noisy.rise(base) > least.rise(base)),
                share.isPresent() ? unlessNoisy(least, seen, base) : Optional.of(limit));
    }

    /** The limit, if no two runs with nothing changed were seen to differ by more. */
    private static Optional<Limit> unlessNoisy(Limit limit, Optional<Limit> seen, double base) {
        return seen.filter(largest -> largest.rise(base) > limit.rise(base)).isPresent()
                ? Optional.empty()
                : Optional.of(limit);
    }
}
