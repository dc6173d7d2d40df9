// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {
    @ParameterizedTest
    @CsvSource({
        "rss.peak,LESS,RATIO",
        "rss.retained,LESS,DIFFERENCE",
        "rss.retained.ratio,LESS,DIFFERENCE",
        "rss.ratchet,LESS,DIFFERENCE",
        "live.peak,NEITHER,DIFFERENCE",
        "cpu.user,LESS,RATIO",
        "malloc.p99.99,LESS,RATIO",
        "malloc.first.max,LESS,RATIO",
        "why.exit,NEITHER,DIFFERENCE",
        "why.rest,LESS,DIFFERENCE",
        "heap.cached.ladder,LESS,DIFFERENCE",
        "heap.inuse.peak,NEITHER,DIFFERENCE",
        "again.ratio,LESS,RATIO",
        "release.max,LESS,DIFFERENCE",
        "allocated,MORE,RATIO"
    })
    void everyMetricHasADirection(String metric, Direction direction, Scale scale) {
        assertThat(Metric.of(metric, "ss").direction()).isEqualTo(direction);
        assertThat(Metric.of(metric, "ss").scale()).isEqualTo(scale);
    }

    /** All that a burst and its ladder report. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "burst.makespan",
                "rss.base",
                "rss.error",
                "rss.idle",
                "rss.t50",
                "rss.t90",
                "rss.excess",
                "rss.lazyfree",
                "rss.thp",
                "live.blocks",
                "live.idle",
                "overhead",
                "frees.remote",
                "faults.minor",
                "cpu.sys",
                "cpu.idle",
                "idle.length",
                "sampler.cpu",
                "clock.overhead",
                "realloc.p50",
                "free.p90",
                "why.wait",
                "why.nudge.alone",
                "why.churn.alone",
                "why.drift",
                "why.nudge",
                "why.churn",
                "why.outside",
                "why.owners",
                "heap.metadata",
                "heap.returned",
                "again.cpu",
                "again.faults",
                "again.dip",
                "release.cpu",
                "release.calls",
                "waitsFull",
                "waitsEmpty",
                "missed",
                "freed",
                "allocate",
                "free"
            })
    void noMetricOfEbbIsUnknown(String metric) {
        assertThat(Metric.of(metric, "ss").direction()).isNotEqualTo(Direction.UNKNOWN);
    }

    @Test
    void ofTheScoreTheModeDecides() {
        assertThat(Metric.of("score", "thrpt").direction()).isEqualTo(Direction.MORE);
        assertThat(Metric.of("score", "ss").direction()).isEqualTo(Direction.LESS);
        assertThat(Metric.of("score", "sample").direction()).isEqualTo(Direction.LESS);
    }

    @Test
    void whatEbbDoesNotKnowIsNotJudged() {
        assertThat(Metric.of("gc.alloc.rate", "thrpt").direction()).isEqualTo(Direction.UNKNOWN);
        assertThat(Metric.of("gc.alloc.rate", "thrpt").direction().isJudged()).isFalse();
    }
}
