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

        assertThat(tried(bisection, 545)).containsExactly(520L, 540L, 548L, 544L);
        assertThat(bisection.smallest()).isEqualTo(548);
        assertThat(bisection.largestThatDied()).isEqualTo(OptionalLong.of(544));
    }

    /** Wherever it lies, in the range that was guessed or far from it. */
    @Test
    void itFindsTheSameLimitFromEveryRange() {
        for (long least = 1; least <= 2500; least++) {
            Bisection bisection = new Bisection(480, 560);
            tried(bisection, least);
            // The smallest of the grid, whatever the range was; no end is taken for granted.
            assertThat(bisection.smallest()).isEqualTo(Grid.ceiling(least));
            assertThat(bisection.largestThatDied())
                    .isEqualTo(least <= 4 ? OptionalLong.empty() : OptionalLong.of(Grid.floor(least - 1)));
        }
    }

    @Test
    void theStepIsAtMostOnePerCentAbove400MiB() {
        assertThat(Grid.step(0)).isEqualTo(4);
        assertThat(Grid.above(796)).isEqualTo(800);
        assertThat(Grid.above(800)).isEqualTo(808);
        assertThat(Grid.floor(1603)).isEqualTo(1600);
        assertThat(Grid.ceiling(1603)).isEqualTo(1616);
        for (long mib = 0, next; mib < 1_000_000; mib = next) {
            next = Grid.above(mib);
            assertThat(next - mib).isBetween(4L, Math.max(4, mib / 100));
            assertThat(Grid.floor(mib)).isEqualTo(mib);
            assertThat(Grid.ceiling(mib)).isEqualTo(mib);
            assertThat(Grid.floor(next - 1)).isEqualTo(mib);
            assertThat(Grid.ceiling(mib + 1)).isEqualTo(next);
        }
    }

    @Test
    void aLimitThatNothingDiesOfHasNoLowerEnd() {
        Bisection bisection = new Bisection(5, 20);

        assertThat(tried(bisection, 0)).isNotEmpty();
        assertThat(bisection.smallest()).isEqualTo(4);
        assertThat(bisection.largestThatDied()).isEmpty();
    }

    @Test
    void whatIsLeftIsCounted() {
        Bisection bisection = new Bisection(480, 560);
        int first = bisection.left();
        tried(bisection, 545);

        assertThat(first).isBetween(4, 6);
        assertThat(bisection.left()).isZero();
    }
}
