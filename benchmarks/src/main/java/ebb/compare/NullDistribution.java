// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import java.util.Arrays;

/**
 * How a sum of doubled ranks is distributed when nothing but chance decides, counted out over every way in which chance
 * can decide; so it is exact with ties too, where tables and most libraries fall back on the normal distribution.
 *
 * <p>The ways are counted in doubles: exact up to 2^53, to 15 digits above.
 */
final class NullDistribution {
    private final double[] ways;
    private final double total;
    private final int middle;

    /** By distance from the middle, the probability of a sum at least as far. */
    private final double[] tail;

    /** @param middle the mean: of doubled ranks a whole number, whatever is tied */
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

    /** The sum of {@code chosen} ranks out of these, every choice as likely: Mann and Whitney's test. */
    static NullDistribution ofChoice(Ranks ranks, int chosen) {
        int[] doubled = ranks.doubled();
        int sumOfAll = ranks.sum(0, doubled.length);
        double[][] ways = new double[chosen + 1][sumOfAll + 1];
        ways[0][0] = 1;
        int reached = 0;
        for (int rank : doubled) {
            reached += rank;
            for (int k = chosen; k >= 1; k--) {
                for (int sum = reached; sum >= rank; sum--) {
                    ways[k][sum] += ways[k - 1][sum - rank];
                }
            }
        }
        return new NullDistribution(ways[chosen], sumOfAll / doubled.length * chosen);
    }

    /** The sum of those ranks whose sign is plus, every sign as likely as the other: the sign-flip test on ranks. */
    static NullDistribution ofSigns(Ranks ranks) {
        int[] doubled = ranks.doubled();
        int sumOfAll = ranks.sum(0, doubled.length);
        double[] ways = new double[sumOfAll + 1];
        ways[0] = 1;
        int reached = 0;
        for (int rank : doubled) {
            reached += rank;
            for (int sum = reached; sum >= rank; sum--) {
                ways[sum] += ways[sum - rank];
            }
        }
        return new NullDistribution(ways, sumOfAll / 2);
    }

    /** The two-sided p: the probability of a sum at least as far from the middle as this one. */
    double p(int sum) {
        return Math.min(1, tail[Math.abs(sum - middle)]);
    }

    /** The probability that p is at most {@code alpha}: the real level of a test whose p has gaps. */
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
     * Of untied ranks, how many of the ordered differences are cut off at either end of an interval with this confidence
     * or a little more: the largest k so that k or more of them lie beyond with probability at most {@code tail}.
     *
     * @param least the smallest sum that can be
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
}
