// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static ebb.residency.Bursts.MIB;
import static ebb.residency.Bursts.SECOND;
import static ebb.residency.Bursts.at;
import static ebb.residency.Bursts.cycle;
import static ebb.residency.Bursts.everySecond;
import static ebb.residency.Bursts.requests;
import static ebb.residency.Bursts.rollup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.results.Timeline;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResidencyTest {
    private static final long SAMPLER_CPU = 39_000_000L;

    private static Map<String, Double> measure(KernelFiles.Rollup base, Cycle cycle, Timeline timeline) {
        Map<String, Double> values = new LinkedHashMap<>();
        Residency.of(base, cycle, timeline, SAMPLER_CPU, RssError.here())
                .metrics()
                .forEach(metric -> values.put(Bursts.label(metric), metric.value()));
        return values;
    }

    @Test
    void everyMetricOfABurstThatIsGivenBackStepByStep() {
        Cycle cycle = cycle(500, 490, rollup(120));
        Timeline timeline = everySecond(cycle, 100, 300, 450, 490, 400, 300, 300, 200, 170, 140, 120, 120, 120, 120);

        assertThat(measure(rollup(100), cycle, timeline))
                .containsExactly(
                        Map.entry("rss.base", 100.0),
                        Map.entry("rss.peak", 500.0),
                        Map.entry("rss.error", RssError.here().sample() / (double) (1 << 20)),
                        Map.entry("rss.idle", 120.0),
                        Map.entry("rss.retained", 20.0),
                        Map.entry("rss.retained.ratio", 5.0),
                        Map.entry("rss.t50", 2.0),
                        Map.entry("rss.t90", 6.0),
                        // (390 + 20) / 2 + 300 + 200 + 200 + 100 + 70 + 40 + 20 + 20 + 20
                        Map.entry("rss.excess", 1175.0),
                        Map.entry("rss.lazyfree", 3.0),
                        Map.entry("rss.thp", 6.0),
                        Map.entry("live.peak", 200.0),
                        Map.entry("live.blocks", 4321.0),
                        Map.entry("live.idle", 5.0),
                        Map.entry("overhead", 2.0),
                        Map.entry("frees.remote", 75.0),
                        Map.entry("faults.minor", 12345.0),
                        Map.entry("cpu.user", 1.5),
                        Map.entry("cpu.sys", 0.25),
                        Map.entry("cpu.idle", 0.04),
                        Map.entry("burst.makespan", 2.0),
                        Map.entry("idle.length", 10.0),
                        Map.entry("sampler.cpu", 0.3));
    }

    @Test
    void unitsAreThoseOfTheDesign() {
        Cycle cycle = cycle(500, 490, rollup(120));
        Timeline timeline = everySecond(cycle, 100, 300, 450, 490, 400, 300, 300, 200, 170, 140, 120, 120, 120, 120);

        assertThat(Residency.of(rollup(100), cycle, timeline, SAMPLER_CPU, RssError.here())
                        .metrics())
                .extracting(Bursts::unit)
                .containsExactly(
                        "MiB", "MiB", "MiB", "MiB", "MiB", "%", "s", "s", "MiB·s", "MiB", "MiB", "MiB", "blocks", "MiB",
                        "ratio", "%", "faults", "s", "s", "s", "s", "s", "%");
    }

    @Test
    void memoryThatNeverReturnsIsCappedAtTheIdleLength() {
        Cycle cycle = cycle(500, 500, rollup(500));
        Timeline timeline = everySecond(cycle, 100, 300, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500);

        assertThat(measure(rollup(100), cycle, timeline))
                .containsEntry("rss.retained", 400.0)
                .containsEntry("rss.retained.ratio", 100.0)
                .containsEntry("rss.t50", 10.0)
                .containsEntry("rss.t90", 10.0)
                .containsEntry("idle.length", 10.0)
                .containsEntry("rss.excess", 4000.0);
    }

    @Test
    void memoryGivenBackByTheBurstsEndTakesNoTime() {
        Cycle cycle = cycle(500, 140, rollup(100));
        Timeline timeline = everySecond(cycle, 100, 300, 500, 140, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100);

        assertThat(measure(rollup(100), cycle, timeline))
                .containsEntry("rss.retained", 0.0)
                .containsEntry("rss.retained.ratio", 0.0)
                .containsEntry("rss.t50", 0.0)
                .containsEntry("rss.t90", 0.0)
                .containsEntry("rss.excess", 20.0);
    }

    @Test
    void memoryThatComesBackInIdleIsNotGone() {
        Cycle cycle = cycle(500, 500, rollup(130));
        Timeline timeline = everySecond(cycle, 100, 300, 500, 500, 120, 120, 350, 350, 200, 130, 130, 130, 130, 130);

        assertThat(measure(rollup(100), cycle, timeline))
                .containsEntry("rss.t50", 5.0)
                .containsEntry("rss.t90", 6.0);
    }

    @Test
    void memorySeenBackOnlyAtTheEndOfIdleIsNotSeenToStayAway() {
        Cycle cycle = cycle(500, 500, rollup(100));
        Timeline timeline = everySecond(cycle, 100, 300, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500);

        assertThat(measure(rollup(100), cycle, timeline))
                .containsEntry("rss.retained", 0.0)
                .containsEntry("rss.t50", 10.0);
    }

    @Test
    void whatFollowsTheIdlePeriodDoesNotCount() {
        Cycle cycle = cycle(500, 500, rollup(100));
        Timeline timeline =
                everySecond(cycle, 100, 300, 500, 500, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 900, 900);

        assertThat(measure(rollup(100), cycle, timeline))
                .containsEntry("rss.peak", 500.0)
                .containsEntry("rss.t90", 1.0)
                .containsEntry("idle.length", 10.0)
                .containsEntry("rss.excess", 200.0);
    }

    @Test
    void endBelowTheBaseIsReportedAsItIs() {
        Cycle cycle = cycle(500, 500, rollup(90));
        Timeline timeline = everySecond(cycle, 100, 300, 500, 500, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90);

        assertThat(measure(rollup(100), cycle, timeline))
                .containsEntry("rss.retained", -10.0)
                .containsEntry("rss.retained.ratio", -2.5)
                .containsEntry("rss.excess", 105.0);
    }

    @Test
    void peakIsTheHighestOfAllThreeSources() {
        Timeline high =
                everySecond(cycle(0, 0, rollup(100)), 700, 300, 520, 300, 600, 100, 100, 100, 100, 100, 100, 100, 100);

        // The samples of 700 before and 600 after the burst do not count.
        assertThat(measure(rollup(100), cycle(510, 300, rollup(100)), high)).containsEntry("rss.peak", 520.0);
        assertThat(measure(rollup(100), cycle(530, 300, rollup(100)), high)).containsEntry("rss.peak", 530.0);
        assertThat(measure(rollup(100), cycle(530, 540, rollup(100)), high)).containsEntry("rss.peak", 540.0);
    }

    @Test
    void burstWithoutASampleHasTheKernelsPeak() {
        Cycle cycle = cycle(500, 480, rollup(100));
        Timeline timeline = at(cycle, new long[] {0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, new long[] {
            100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100
        });

        assertThat(measure(rollup(100), cycle, timeline))
                .containsEntry("rss.peak", 500.0)
                .containsEntry("rss.t90", 1.0)
                .containsEntry("rss.excess", 190.0);
    }

    @Test
    void riseTooSmallToDivideByHasNoRatio() {
        KernelFiles.Rollup base = rollup(100);
        Cycle small = cycle(100, 100, rollup(100));
        Cycle null1 = new Cycle(
                new Cycle.Burst(SECOND, 3 * SECOND, new KernelFiles.Status(101 * MIB - 1, 100 * MIB), 0, 0, 0),
                new Cycle.Idle(13 * SECOND, 0, rollup(100)),
                requests(0, 0, 0, 0, 0));
        Timeline timeline = everySecond(small, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100);

        assertThat(measure(base, null1, timeline))
                .containsEntry("rss.retained", 0.0)
                .containsEntry("rss.retained.ratio", Double.NaN)
                .containsEntry("rss.t50", Double.NaN)
                .containsEntry("rss.t90", Double.NaN)
                .containsEntry("overhead", Double.NaN)
                .containsEntry("frees.remote", Double.NaN)
                .containsEntry("live.peak", 0.0)
                .containsEntry("rss.excess", 0.0)
                .hasSize(23);
    }

    @Test
    void riseOfOneMebibyteHasARatio() {
        Cycle cycle = cycle(101, 101, rollup(101));
        Timeline timeline = everySecond(cycle, 100, 100, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101);

        assertThat(measure(rollup(100), cycle, timeline))
                .containsEntry("rss.retained.ratio", 100.0)
                .containsEntry("overhead", 0.005);
    }

    @Test
    void riseWithoutLiveBytesHasNoOverhead() {
        Cycle.Burst dead = new Cycle.Burst(SECOND, 3 * SECOND, new KernelFiles.Status(200 * MIB, 200 * MIB), 0, 0, 0);
        Cycle cycle = new Cycle(dead, new Cycle.Idle(13 * SECOND, 0, rollup(100)), requests(MIB - 1, 1, 0, 0, 0));
        Timeline timeline = everySecond(cycle, 100, 100, 200, 200, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100);

        assertThat(measure(rollup(100), cycle, timeline))
                .containsEntry("rss.retained.ratio", 0.0)
                .containsEntry("overhead", Double.NaN);
    }

    @Test
    void swappedPagesMakeTheFiguresUnprovable() {
        KernelFiles.Rollup swapped = new KernelFiles.Rollup(100 * MIB, 0, 0, 7 * MIB);
        Cycle cycle = cycle(500, 500, swapped);
        Timeline timeline = everySecond(cycle, 100, 300, 500, 500, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90);

        assertThatThrownBy(() -> measure(new KernelFiles.Rollup(100 * MIB, 0, 0, 2 * MIB), cycle, timeline))
                .isInstanceOf(EbbException.class)
                .hasMessage("5.0 MiB of the fork were swapped out, so RSS does not show what was given back: turn swap"
                        + " off (swapoff -a) or leave the machine more free memory, and run again.");
        assertThat(measure(new KernelFiles.Rollup(100 * MIB, 0, 0, 6 * MIB), cycle, timeline))
                .containsEntry("rss.retained", 0.0);
    }
}
