// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.compare.ForkTest.Evidence;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * What is known of a difference of two shares of forks.
 *
 * <p>Of samples that are 100 or 0 the rank tests are Fisher's exact test and the sign test of the discordant pairs. The shift
 * that goes with them is no estimate: it is zero as long as both sides have more of one kind.
 */
final class Shares {
    private Shares() {}

    /**
     * The same p, with the difference of the shares, in per cent, and its bounds. Each bound takes the worse end of either
     * side's own (Clopper and Pearson), which lies beyond with probability at most alpha / 2: so at most alpha for both,
     * paired or not. An interval is not given: it would be the wider one, and so not say what p does.
     *
     * @param tested of samples that are 100 or 0
     */
    static Evidence evidence(Evidence tested, Sample base, Sample now, double alpha) {
        return new Evidence(
                tested.p(),
                now.mean() - base.mean(),
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                100 * (least(now.positive(), now.size(), alpha) - most(base, alpha)),
                100 * (most(now, alpha) - least(base.positive(), base.size(), alpha)),
                tested.level(),
                tested.exact(),
                tested.strata(),
                tested.n());
    }

    private static double most(Sample sample, double alpha) {
        return 1 - least(sample.size() - sample.positive(), sample.size(), alpha);
    }

    /** The share below which so many of n have a probability of at most alpha / 2. */
    private static double least(int many, int n, double alpha) {
        return many == 0 ? 0 : new BetaDistribution(many, n - many + 1).inverseCumulativeProbability(alpha / 2);
    }
}
