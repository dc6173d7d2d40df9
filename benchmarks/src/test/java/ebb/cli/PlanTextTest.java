// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.run.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;

class PlanTextTest {
    @Test
    void aLineForEachBenchmarkAndOneForAll() {
        assertThat(PlanText.lines(List.of(
                        row("ebb.load.Burst.burst", "glibc", 3, 0, 25),
                        row("ebb.load.Burst.burst", "scudo", 3, 0, 25),
                        row("ebb.load.Growth.grow", "glibc", 500, 1, 9))))
                .containsExactly(
                        "Plan         rows  forks       about",
                        "Burst.burst     2      6       2 min",
                        "Growth.grow     1    501  1 h 15 min",
                        "in all          3    507  1 h 17 min",
                        "");
    }

    @Test
    void timeIsShownAsFinelyAsItIsKnown() {
        assertThat(PlanText.clock(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(PlanText.clock(Duration.ofSeconds(119))).isEqualTo("1 min");
        assertThat(PlanText.clock(Duration.ofMinutes(61))).isEqualTo("1 h 01 min");
    }

    private static Row row(String benchmark, String allocator, int forks, int warmupForks, long seconds) {
        return new Row(
                benchmark,
                Mode.Throughput,
                List.of(new Row.Param("allocator", allocator, 0)),
                forks,
                warmupForks,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(seconds),
                1);
    }
}
