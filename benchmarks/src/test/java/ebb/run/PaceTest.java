// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;

class PaceTest {
    private static final Row SLOW = row("slow", 20);
    private static final Row QUICK = row("quick", 4);

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
    void lanesShareTheTimeUntilTheirTurnsAreKnown() {
        Pace lanes = new Pace(2);

        // The second starts after 10 s, the third when the first has ended.
        assertThat(lanes.left(List.of(), List.of(SLOW, SLOW, SLOW))).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void aForkStartsWhenALaneIsFreeAndTheTurnIsGivenBack() {
        Pace lanes = new Pace(3);
        lanes.held(SLOW, Duration.ofSeconds(8));

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

    private static Row row(String benchmark, long seconds) {
        return new Row(
                benchmark,
                Mode.Throughput,
                List.of(),
                1,
                0,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(seconds),
                1);
    }
}
