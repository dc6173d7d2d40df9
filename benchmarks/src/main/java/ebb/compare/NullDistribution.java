// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import java.util.Arrays;
import java.util.List;

/**
 * The distribution of a sum of doubled ranks under the null hypothesis, enumerated exactly. So it is exact with ties too,
 * where tables and most libraries fall back on the normal distribution.
 *
 * <p>Arrangements are counted in doubles: exact up to 2^53, to 15 digits above. Signs are counted as shares of all
 * arrangements, since those of some thousand pairs are more than a double can hold.
 */
final class NullDistribution {
    private final double[] ways;
    private final double total;
    private final int middle;

    /** The probability of a sum at least as far from the middle, by distance. */
    private final double[] tail;

    /** @param middle the mean, which is whole for doubled ranks, with ties too */
    private NullDistribution(double[] ways, int middle) {
        this.ways = ways;
        this.middle = middle;
        this.total = Arrays.stream(ways).sum();
        double[] far = new double[Math.max(middle, ways.length - middle) + 1];
        for (int sum = 0; sum < ways.length; sum++) {
            far[Math.abs(sum - middle)] += ways[sum] / total;
        }
        for (int distance = far.length - 2; distance >= 0; distance--) {
            far[distance] += far[distance + 1];
        }
        this.tail = far;
    }

    /** The sum of {@code chosen} of these ranks, every choice equally likely: the Mann-Whitney test. */
    static NullDistribution ofChoice(Ranks ranks, int chosen) {
        int[] doubled = ranks.doubled();
        int sumOfAll = ranks.sum(0, doubled.length);
        double[][] ways = new double[chosen + 1][sumOfAll + 1];
        ways[0][0] = 1;
        int reached = 0;
        for (int i = 0; i < doubled.length; i++) {
            int rank = doubled[i];
            reached += rank;
            for (int k = Math.min(chosen, i + 1); k >= 1; k--) {
                for (int sum = reached; sum >= rank; sum--) {
                    ways[k][sum] += ways[k - 1][sum - rank];
                }
            }
        }
        return new NullDistribution(ways[chosen], sumOfAll / doubled.length * chosen);
    }

    /** The sum of the ranks whose sign is plus, either sign equally likely: Wilcoxon's signed-rank test. */
    static NullDistribution ofSigns(Ranks ranks) {
        int[] doubled = ranks.doubled();
        int sumOfAll = ranks.sum(0, doubled.length);
        double[] ways = new double[sumOfAll + 1];
        ways[0] = 1;
        int reached = 0;
        for (int rank : doubled) {
            reached += rank;
            for (int sum = reached; sum >= 0; sum--) {
                ways[sum] = (ways[sum] + (sum >= rank ? ways[sum - rank] : 0)) / 2;
            }
        }
        return new NullDistribution(ways, sumOfAll / 2);
    }

    /** Of the sum of independent ones, each times its weight: van Elteren's test. */
    static NullDistribution ofSum(List<NullDistribution> parts, int[] weights) {
        double[] ways = {1};
        int middle = 0;
        for (int i = 0; i < weights.length; i++) {
            ways = convolved(ways, parts.get(i).ways, weights[i]);
            middle += weights[i] * parts.get(i).middle;
        }
        return new NullDistribution(ways, middle);
    }

    private static double[] convolved(double[] one, double[] other, int weight) {
        double[] both = new double[one.length + weight * (other.length - 1)];
        for (int i = 0; i < one.length; i++) {
            if (one[i] > 0) {
                for (int j = 0; j < other.length; j++) {
                    both[i + weight * j] += one[i] * other[j];
                }
            }
        }
        return both;
    }

    /** The two-sided p: the probability of a sum at least as far from the middle as this one. */
    double p(int sum) {
        return Math.min(1, tail[Math.abs(sum - middle)]);
    }

    /** The probability that p is at most {@code alpha}: the real level of a test whose p takes few values. */
    double level(double alpha) {
        double level = 0;
        for (int sum = 0; sum <= middle; sum++) {
            double p = p(sum);
            if (p > alpha) {
                return level;
            }
            level = p;
        }
        return level;
    }

    /**
     * For untied ranks: how many of the ordered differences, each as often as its stratum weighs, lie outside an interval of at
     * least this confidence, at either end. It is the largest k for which k or more of them lie beyond with probability at most
     * {@code tail}.
     *
     * @param least the smallest possible sum
     * @param tail half of 1 less the confidence
     */
    int cut(int least, double tail) {
        double below = 0;
        int k = 0;
        for (int sum = least; sum < ways.length; sum += 2) {
            below += ways[sum] / total;
            if (below > tail) {
                return k;
            }
            k++;
        }
        return k;
    }

    /** Ranks times two, so that the mean rank of a tie is a whole number. */
    static final class Ranks {
        private final int[] doubled;

        private Ranks(int[] doubled) {
            this.doubled = doubled;
        }

        /** The smallest value has rank 1; equal values share the mean of their ranks. */
        static Ranks of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int[] doubled = new int[values.length];
            for (int i = 0; i < values.length; i++) {
                int below = below(sorted, values[i]);
                int equal = 0;
                while (below + equal < sorted.length && sorted[below + equal] == values[i]) {
                    equal++;
                }
                doubled[i] = 2 * below + equal + 1;
            }
            return new Ranks(doubled);
        }

        /** 1 to n. */
        static Ranks untied(int n) {
            int[] doubled = new int[n];
            for (int i = 0; i < n; i++) {
                doubled[i] = 2 * (i + 1);
            }
            return new Ranks(doubled);
        }

        /** Twice the rank of each value, in the order of the values. */
        int[] doubled() {
            return doubled.clone();
        }

        /** The sum from one index up to, but without, another. */
        int sum(int from, int to) {
            int sum = 0;
            for (int i = from; i < to; i++) {
                sum += doubled[i];
            }
            return sum;
        }

        /** In ascending order: all that the exact distribution depends on. */
        Ranks sorted() {
            int[] sorted = doubled.clone();
            Arrays.sort(sorted);
            return new Ranks(sorted);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ranks ranks && Arrays.equals(doubled, ranks.doubled);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(doubled);
        }

        private static int below(double[] sorted, double value) {
            int low = 0;
            int high = sorted.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sorted[middle] < value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
