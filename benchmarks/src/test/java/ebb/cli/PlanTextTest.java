// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Shard;
import ebb.run.Row;
import ebb.run.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;

class PlanTextTest {
    @Test
    void aLineForEachBenchmarkAndOneForAll() {
        assertThat(PlanText.lines(
                        List.of(
                                row("ebb.load.Burst.burst", "glibc", 3, 0, 25),
                                row("ebb.load.Burst.burst", "scudo", 3, 0, 25),
                                row("ebb.load.Growth.grow", "glibc", 500, 1, 9)),
                        new Schedule(Schedule.Order.ROUNDS, 1),
                        1))
                .containsExactly(
                        "Plan         rows  forks       about",
                        "Burst.burst     2      6       2 min",
                        "Growth.grow     1    501  1 h 15 min",
                        "in all          3    507  1 h 17 min",
                        "");
    }

    @Test
    void aShardsPlanIsItsOwn() {
        assertThat(PlanText.lines(
                        List.of(row("ebb.load.Burst.burst", "glibc", 5, 2, 25)),
                        new Schedule(Schedule.Order.ROUNDS, 1, Optional.of(new Shard(2, 3))),
                        1))
                .containsExactly(
                        "Plan         rows  forks  about",
                        "Burst.burst     1      4  1 min",
                        "in all          1      4  1 min",
                        "");
    }

    /** A burst keeps the next one waiting for 8 s of its 25, a load without rest for all of its time. */
    @Test
    void lanesShareTheTimeInWhichForksRest() {
        List<Row> rows = List.of(
                row("ebb.load.Burst.burst", "glibc", 3, 0, 25, 17),
                row("ebb.load.Burst.burst", "scudo", 3, 0, 25, 17),
                row("ebb.load.Growth.grow", "glibc", 5, 0, 9, 0));

        assertThat(PlanText.lines(rows, new Schedule(Schedule.Order.SEQUENTIAL, 0), 4))
                .containsExactly(
                        "Plan in 4 lanes  rows  forks  about",
                        "Burst.burst         2      6  1 min", // the last starts after 40 s
                        "Growth.grow         1      5   45 s",
                        "in all              3     11  1 min", // 48 + 45 s
                        "");
        assertThat(PlanText.lines(rows, new Schedule(Schedule.Order.SEQUENTIAL, 0), 1))
                .contains("in all          3     11  3 min");
    }

    @Test
    void timeIsShownAsFinelyAsItIsKnown() {
        assertThat(PlanText.clock(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(PlanText.clock(Duration.ofSeconds(119))).isEqualTo("1 min");
        assertThat(PlanText.clock(Duration.ofMinutes(61))).isEqualTo("1 h 01 min");
    }

    private static Row row(String benchmark, String allocator, int forks, int warmupForks, long seconds) {
        return row(benchmark, allocator, forks, warmupForks, seconds, 0);
    }

    private static Row row(String benchmark, String allocator, int forks, int warmupForks, long seconds, long rest) {
        return new Row(
                benchmark,
                Mode.Throughput,
                List.of(new Row.Param("allocator", allocator, 0)),
                forks,
                warmupForks,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(rest),
                1);
    }
}
