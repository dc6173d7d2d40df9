// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.Arrays;
import java.util.List;

/**
 * One metric of one row.
 *
 * @param unit as JMH wrote it
 * @param score JMH's own aggregate, NaN where one fork's value is
 * @param raw by fork, by iteration; a fork's list is empty where it has no such figure, and all are where the figure
 *     comes from an external profiler, of which JMH keeps only the aggregate; NaN where a figure has no meaning
 */
public record Measured(String unit, double score, List<List<Double>> raw) {
    public Measured {
        raw = raw.stream().map(List::copyOf).toList();
    }

    /** One value a fork: the mean over its iterations; NaN where it has none, or one that is NaN. */
    public double[] forks() {
        double[] means = new double[raw.size()];
        for (int fork = 0; fork < means.length; fork++) {
            double sum = 0;
            for (double value : raw.get(fork)) {
                sum += value;
            }
            means[fork] = sum / raw.get(fork).size();
        }
        return means;
    }

    /** Whether no fork has a figure: what an external profiler leaves. */
    public boolean isWithoutRawData() {
        return raw.stream().allMatch(List::isEmpty);
    }

    /** Whether every fork has a finite value. */
    public boolean isWhole() {
        return !raw.isEmpty() && Arrays.stream(forks()).allMatch(Double::isFinite);
    }
}
