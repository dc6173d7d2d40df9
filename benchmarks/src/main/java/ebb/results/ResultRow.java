// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One row of a result: a benchmark in one mode with one value for every parameter.
 *
 * @param metrics by name, in the file's order; the first is {@link #SCORE}
 * @param rounds of each fork, in the order of the raw data: 1 for the first; empty where the run does not tell
 */
public record ResultRow(RowKey key, Settings settings, Map<String, Measured> metrics, List<Integer> rounds) {
    /** The name under which JMH's primary metric stands. */
    public static final String SCORE = "score";

    public ResultRow {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        rounds = List.copyOf(rounds);
    }

    /** JMH's primary metric; every fork has a finite value of it. */
    public Measured score() {
        return Objects.requireNonNull(metrics.get(SCORE));
    }

    /** The number of measured forks, at least 1. */
    public int forks() {
        return score().raw().size();
    }

    /** The same row, with the rounds that its forks came from. */
    public ResultRow in(List<Integer> rounds) {
        return new ResultRow(key, settings, metrics, rounds);
    }

    /** One of its metrics, as it is judged here: Burst's score is its makespan, which would else be judged twice. */
    public Metric judged(String label) {
        Metric metric = Metric.of(label, key.mode());
        return label.equals(SCORE) && metrics.containsKey(Metric.MAKESPAN.label()) ? metric.unjudged() : metric;
    }
}
