// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import java.util.Arrays;
import org.apache.commons.math3.distribution.BinomialDistribution;

/** The forks of one side: one value each. */
final class Sample {
    private final double[] values;
    private final double median;

    private Sample(double[] values) {
        this.values = values;
        this.median = medianOfOrdered(ordered());
    }

    static Sample of(double... values) {
        return new Sample(values.clone());
    }

    /** In the order of the forks. */
    double[] values() {
        return values.clone();
    }

    /** The number of forks. */
    int size() {
        return values.length;
    }

    /** NaN of no values. */
    double median() {
        return median;
    }

    /** NaN of no values. */
    double mean() {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** How many are above zero. */
    int positive() {
        return (int) Arrays.stream(values).filter(value -> value > 0).count();
    }

    /** @param ordered the smallest first */
    static double medianOfOrdered(double[] ordered) {
        int middle = ordered.length / 2;
        if (ordered.length == 0) {
            return Double.NaN;
        }
        return ordered.length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }

    /** Of at least one value. */
    double lowest() {
        return Arrays.stream(values).min().orElseThrow();
    }

    /** Of at least one value. */
    double highest() {
        return Arrays.stream(values).max().orElseThrow();
    }

    /** The distance of the farthest value from the median; NaN of fewer than two values. */
    double spread() {
        return size() < 2
                ? Double.NaN
                : Arrays.stream(values)
                        .map(value -> Math.abs(value - median))
                        .max()
                        .orElseThrow();
    }

    /**
     * What the median of all forks that could be had is below with probability at most {@code alpha}, by the sign test; minus
     * infinity of too few values.
     */
    double leastMedian(double alpha) {
        double[] ordered = ordered();
        int outside = outside(alpha);
        return outside == 0 ? Double.NEGATIVE_INFINITY : ordered[outside - 1];
    }

    /** What it is above with probability at most {@code alpha}; infinity of too few values. */
    double mostMedian(double alpha) {
        double[] ordered = ordered();
        int outside = outside(alpha);
        return outside == 0 ? Double.POSITIVE_INFINITY : ordered[ordered.length - outside];
    }

    /** The most values at one end of which it is outside of all with probability at most {@code alpha}. */
    private int outside(double alpha) {
        BinomialDistribution below = new BinomialDistribution(null, values.length, 0.5);
        int outside = 0;
        while (below.cumulativeProbability(outside) <= alpha) {
            outside++;
        }
        return outside;
    }

    private double[] ordered() {
        double[] ordered = values.clone();
        Arrays.sort(ordered);
        return ordered;
    }

    /** Whether each value has a logarithm. */
    boolean isPositive() {
        return positive() == size();
    }

    /** The natural logarithm of each. */
    Sample logs() {
        return new Sample(Arrays.stream(values).map(Math::log).toArray());
    }

    /** NaN of no values, or where one is not above zero. */
    double geometricMean() {
        return isPositive()
                ? Math.exp(Arrays.stream(values).map(Math::log).average().orElse(Double.NaN))
                : Double.NaN;
    }
}
