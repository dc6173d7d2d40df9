// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.EbbException;
import ebb.compare.Comparison.RowMetric;
import ebb.results.Limit;
import ebb.results.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which limit holds: the user's {@code --threshold}, else the larger of those of the noise file and of {@link Metric}.
 * A noise file makes a limit wider, never narrower: runs that differ little within an hour may differ by more from day
 * to day.
 */
public final class Thresholds {
    private final Map<String, String> asked;
    private final Map<RowMetric, Limit> noise;

    private Thresholds(Map<String, String> asked, Map<RowMetric, Limit> noise) {
        this.asked = asked;
        this.noise = noise;
    }

    /**
     * @param options {@code METRIC=5%} or {@code METRIC=8MiB} each
     * @throws EbbException where one has another form
     */
    public static Thresholds of(List<String> options, Optional<NoiseFile> noise) {
        Map<String, String> asked = new LinkedHashMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new EbbException("--threshold " + option
                        + " cannot be used: write METRIC=5% or METRIC=8MiB, in the metric's unit.");
            }
            asked.put(option.substring(0, equals), option.substring(equals + 1).strip());
        }
        return new Thresholds(asked, noise.map(NoiseFile::limits).orElse(Map.of()));
    }

    /** The metrics that the user has named. */
    Set<String> metrics() {
        return asked.keySet();
    }

    /**
     * The limit for one metric of one row.
     *
     * @param noise the machine's, where that is the one that holds; else empty
     */
    record Held(Limit limit, Optional<Limit> noise) {}

    /**
     * @param base median of the base
     * @throws EbbException where the user's limit does not fit the unit
     */
    Held of(RowMetric of, String unit, Metric kind, double base) {
        String text = asked.get(of.metric());
        if (text != null) {
            return new Held(
                    Limit.parse(text, unit)
                            .orElseThrow(() -> new EbbException("--threshold " + of.metric() + "=" + text
                                    + " cannot be used: give " + Limit.form(unit) + ".")),
                    Optional.empty());
        }
        Optional<Limit> measured = Optional.ofNullable(noise.get(of));
        return new Held(
                measured.map(kind.limit()::orLarger).orElse(kind.limit()),
                measured.filter(noisy -> noisy.rise(base) > kind.limit().rise(base)));
    }
}
