// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;

class PaceTest {
    private static final Row SLOW = row("slow", 20, 12);
    private static final Row QUICK = row("quick", 4, 0);

    private final Pace pace = new Pace(1);

    @Test
    void beforeTheFirstForkWhatIsExpectedCounts() {
        assertThat(left(SLOW, QUICK, QUICK)).isEqualTo(Duration.ofSeconds(28));
    }

    @Test
    void aRowTakesAsLongAsItsForksDid() {
        pace.took(SLOW, Duration.ofSeconds(30));
        pace.took(SLOW, Duration.ofSeconds(50));

        assertThat(left(SLOW, SLOW)).isEqualTo(Duration.ofSeconds(80));
    }

    @Test
    void aRowWithoutForksYetIsAsWrongAsTheOthersWere() {
        pace.took(SLOW, Duration.ofSeconds(40)); // twice what was expected

        assertThat(left(QUICK)).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void aForkBeyondItsTimeIsAlmostDone() {
        assertThat(going(5)).isEqualTo(Duration.ofSeconds(15 + 4));
        assertThat(going(60)).isEqualTo(Duration.ofSeconds(4));
    }

    private Duration going(long seconds) {
        return pace.left(List.of(new Pace.Going(SLOW, Duration.ofSeconds(seconds), true)), List.of(QUICK));
    }

    @Test
    void aRowWithoutRestKeepsTheTurnToItsEnd() {
        assertThat(new Pace(3).left(List.of(), List.of(QUICK, QUICK, QUICK))).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void turnsAreAsWrongAsThoseOfOtherRowsWere() {
        Pace lanes = new Pace(3);
        lanes.held(QUICK, Duration.ofSeconds(6)); // half as much again as was expected

        assertThat(lanes.left(List.of(), List.of(SLOW, SLOW))).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void aForkStartsWhenALaneIsFreeAndTheTurnIsGivenBack() {
        Pace lanes = new Pace(3);

        // Turns from 0, 8 and 16; the first lane is free again at 20, and the fourth turn is from 24.
        assertThat(lanes.left(List.of(), List.of(SLOW, SLOW, SLOW))).isEqualTo(Duration.ofSeconds(36));
        assertThat(lanes.left(List.of(), List.of(SLOW, SLOW, SLOW, SLOW))).isEqualTo(Duration.ofSeconds(44));
    }

    @Test
    void aForkThatRestsKeepsNobodyFromStarting() {
        Pace lanes = new Pace(2);
        lanes.held(SLOW, Duration.ofSeconds(8));
        Duration passed = Duration.ofSeconds(6);

        assertThat(lanes.left(List.of(new Pace.Going(SLOW, passed, true)), List.of(SLOW)))
                .isEqualTo(Duration.ofSeconds(22));
        assertThat(lanes.left(List.of(new Pace.Going(SLOW, passed, false)), List.of(SLOW)))
                .isEqualTo(Duration.ofSeconds(20));
    }

    private Duration left(Row... rows) {
        return pace.left(List.of(), List.of(rows));
    }

    private static Row row(String benchmark, long seconds, long rest) {
        return new Row(
                benchmark,
                Mode.Throughput,
                List.of(),
                1,
                0,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(rest),
                1);
    }
}
