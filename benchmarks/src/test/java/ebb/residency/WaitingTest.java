// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static ebb.residency.Bursts.MIB;
import static ebb.residency.Bursts.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private final AtomicLong clock = new AtomicLong(100 * SECOND);

    /** Seconds that it waits, with a floor of 100 MiB; memory is in MiB by seconds since the end of idle. */
    private double seconds(Waiting waiting, LongUnaryOperator mibAfter) {
        long start = clock.get();
        waiting.await(
                () -> clock.addAndGet(Ladder.REST),
                () -> new KernelFiles.Rollup(mibAfter.applyAsLong((clock.get() - start) / SECOND) * MIB, 0, 0, 0),
                clock::get);
        return (clock.get() - start) / (double) SECOND;
    }

    private static Waiting holding(long mib) {
        return new Waiting(100 * MIB, (100 + mib) * MIB);
    }

    @Test
    void whatHasBeenStillForADecaysTimeIsNotWaitedFor() {
        Waiting waiting = holding(300);
        waiting.add(clock.get() - Waiting.WINDOW, 400 * MIB);

        assertThat(seconds(waiting, seconds -> 400)).isEqualTo(0.5);
        assertThat(waiting.drift()).isZero();
    }

    @Test
    void ofAShortIdlePeriodTheRestOfThatTimeIsWaitedFor() {
        Waiting waiting = holding(300);
        waiting.add(clock.get() - 4 * SECOND, 400 * MIB);

        assertThat(seconds(waiting, seconds -> 400)).isEqualTo(6);
    }

    @Test
    void whatFallsIsWaitedForUntilItHasBeenStillThatLong() {
        Waiting waiting = holding(300);
        waiting.add(clock.get() - Waiting.WINDOW, 400 * MIB);

        assertThat(seconds(waiting, seconds -> seconds < 5 ? 390 - 10 * seconds : 340))
                .isEqualTo(15);
        assertThat(waiting.drift()).isZero();
    }

    @Test
    void whereNothingIsHeldThereIsNothingToWaitFor() {
        assertThat(seconds(holding(0), seconds -> 100 + seconds)).isEqualTo(0.5);
        // Held at first, and soon given back.
        assertThat(seconds(holding(50), seconds -> seconds < 3 ? 150 : 100)).isEqualTo(3);
    }

    @Test
    void aHundredthOfWhatIsHeldIsStill() {
        assertThat(seconds(holding(300), seconds -> 400 - seconds / 4)).isEqualTo(10.5);
    }

    @Test
    void thereIsABoundAndWhatMovesStillIsSaid() {
        Waiting waiting = holding(300);

        assertThat(seconds(waiting, seconds -> 400 - 3 * seconds)).isEqualTo(30);
        assertThat(waiting.drift() / MIB).isCloseTo(3, within(0.3));
    }
}
