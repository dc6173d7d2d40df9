// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import java.util.Arrays;

/** The forks of one side: one value each. */
final class Sample {
    private final double[] values;
    private final double median;

    private Sample(double[] values) {
        this.values = values;
        double[] ordered = values.clone();
        Arrays.sort(ordered);
        this.median = medianOfOrdered(ordered);
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

    /** The middle value, or the mean of the two in the middle; NaN of none. */
    double median() {
        return median;
    }

    /** Of values of which the smallest comes first. */
    static double medianOfOrdered(double[] ordered) {
        int middle = ordered.length / 2;
        if (ordered.length == 0) {
            return Double.NaN;
        }
        return ordered.length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }

    /** How far the farthest value is from the median; NaN of none. */
    double spread() {
        return Arrays.stream(values)
                .map(value -> Math.abs(value - median))
                .max()
                .orElse(Double.NaN);
    }

    /** Whether a logarithm can be taken of each. */
    boolean isPositive() {
        return Arrays.stream(values).allMatch(value -> value > 0);
    }

    /** The natural logarithm of each. */
    Sample logs() {
        return new Sample(Arrays.stream(values).map(Math::log).toArray());
    }

    /** The geometric mean; NaN of none, or where a value is not above zero. */
    double geometricMean() {
        return isPositive()
                ? Math.exp(Arrays.stream(values).map(Math::log).average().orElse(Double.NaN))
                : Double.NaN;
    }
}
