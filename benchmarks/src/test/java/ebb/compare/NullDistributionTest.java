// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the tables of the textbooks. */
class NullDistributionTest {
    /** Critical values of U, two-sided 0.05: the largest U that is still significant. */
    @ParameterizedTest
    @CsvSource({"4,4,0", "5,5,2", "6,6,5", "7,7,8", "7,9,12", "8,8,13", "9,9,17", "10,10,23"})
    void criticalValuesOfMannAndWhitney(int m, int n, int critical) {
        NullDistribution choice = NullDistribution.ofChoice(NullDistribution.Ranks.untied(m + n), m);

        assertThat(choice.cut(m * (m + 1), 0.025)).isEqualTo(critical + 1);
        assertThat(choice.p(m * (m + 1) + 2 * critical)).isLessThanOrEqualTo(0.05);
        assertThat(choice.p(m * (m + 1) + 2 * (critical + 1))).isGreaterThan(0.05);
    }

    /** Critical values of Wilcoxon's T, two-sided 0.05. */
    @ParameterizedTest
    @CsvSource({"6,0", "7,2", "8,3", "9,5", "10,8", "12,13", "15,25"})
    void criticalValuesOfWilcoxon(int n, int critical) {
        NullDistribution signs = NullDistribution.ofSigns(NullDistribution.Ranks.untied(n));

        assertThat(signs.cut(0, 0.025)).isEqualTo(critical + 1);
        assertThat(signs.p(2 * critical)).isLessThanOrEqualTo(0.05);
        assertThat(signs.p(2 * (critical + 1))).isGreaterThan(0.05);
    }

    @Test
    void tooFewForAnyInterval() {
        assertThat(NullDistribution.ofChoice(NullDistribution.Ranks.untied(6), 3)
                        .cut(12, 0.025))
                .isZero();
        assertThat(NullDistribution.ofSigns(NullDistribution.Ranks.untied(5)).cut(0, 0.025))
                .isZero();
    }

    /** 5 and 5: U of 2 has p 8/252, of 3 14/252. */
    @Test
    void theLevelThatIsReallyHeld() {
        NullDistribution choice = NullDistribution.ofChoice(NullDistribution.Ranks.untied(10), 5);

        assertThat(choice.level(0.05)).isEqualTo(8 / 252.0, within(1e-15));
        assertThat(choice.level(0.06)).isEqualTo(14 / 252.0, within(1e-15));
        assertThat(choice.level(0.005)).isZero();
        assertThat(NullDistribution.ofSigns(NullDistribution.Ranks.untied(5)).level(0.05))
                .isZero();
    }
}
