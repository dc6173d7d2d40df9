// SPDX-License-Identifier: Apache-2.0
package ebb.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BisectionTest {
    /** The limits that are tried where all from this one on are survived. */
    private static List<Long> tried(Bisection bisection, long least) {
        List<Long> tried = new ArrayList<>();
        for (OptionalLong next = bisection.next(); next.isPresent(); next = bisection.next()) {
            long limit = next.getAsLong();
            assertThat(tried).as("never twice").doesNotContain(limit);
            tried.add(limit);
            bisection.took(limit, limit >= least);
            assertThat(tried).hasSizeLessThan(30);
        }
        return tried;
    }

    @Test
    void itHalvesAndTriesBothEndsOfWhatIsLeft() {
        Bisection bisection = new Bisection(480, 560);

        assertThat(tried(bisection, 545)).containsExactly(520L, 540L, 550L);
        assertThat(bisection.smallest()).isEqualTo(550);
        assertThat(bisection.largestThatDied()).isEqualTo(OptionalLong.of(540));
    }

    /** Wherever it lies, in the range that was guessed or far from it. */
    @Test
    void itFindsEveryLimitWithinItsStep() {
        for (long least = 1; least <= 2500; least++) {
            Bisection bisection = new Bisection(480, 560);
            tried(bisection, least);
            assertThat(bisection.smallest()).isGreaterThanOrEqualTo(least);
            assertThat(bisection.smallest() - least)
                    .as("limit %d", least)
                    .isLessThan(Math.max(8, Math.round(bisection.smallest() * 0.02)));
            // No end is taken for granted.
            assertThat(bisection.largestThatDied())
                    .isEqualTo(
                            bisection.largestThatDied().isPresent()
                                    ? OptionalLong.of(
                                            Math.min(bisection.largestThatDied().getAsLong(), least - 1))
                                    : OptionalLong.empty());
        }
    }

    @Test
    void theStepIsTwoPerCentFrom400MiBOn() {
        Bisection large = new Bisection(9_000, 10_000);
        tried(large, 9_700);
        assertThat(large.smallest() - large.largestThatDied().orElseThrow()).isBetween(65L, 194L);

        Bisection small = new Bisection(90, 100);
        tried(small, 97);
        assertThat(small.smallest() - small.largestThatDied().orElseThrow()).isLessThanOrEqualTo(8);
    }

    @Test
    void aLimitThatNothingDiesOfHasNoLowerEnd() {
        Bisection bisection = new Bisection(5, 20);

        assertThat(tried(bisection, 0)).isNotEmpty();
        assertThat(bisection.smallest()).isLessThanOrEqualTo(8);
        assertThat(bisection.largestThatDied()).isEmpty();
    }

    @Test
    void whatIsLeftIsCounted() {
        Bisection bisection = new Bisection(480, 560);
        int first = bisection.left();
        tried(bisection, 545);

        assertThat(first).isBetween(3, 5);
        assertThat(bisection.left()).isZero();
    }
}
