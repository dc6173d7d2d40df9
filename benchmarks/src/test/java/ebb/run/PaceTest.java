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

    private final Pace pace = new Pace();

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
        Pace.TimeLeft left = pace.left(List.of(new ForkPlan(SLOW, 1, false), new ForkPlan(QUICK, 1, false)));

        assertThat(left.after(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(15 + 4));
        assertThat(left.after(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(4));
    }

    private Duration left(Row... rows) {
        return pace.left(List.of(rows).stream()
                        .map(row -> new ForkPlan(row, 1, false))
                        .toList())
                .after(Duration.ZERO);
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
