// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static ebb.residency.Bursts.MIB;
import static ebb.residency.Bursts.SECOND;
import static ebb.residency.Bursts.cycle;
import static ebb.residency.Bursts.requests;
import static ebb.residency.Bursts.rollup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.results.Phase;
import ebb.results.Rung;
import ebb.results.Timeline;
import ebb.shim.NativeSampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineTest {
    private static final String CSV = """
            time_s,rss_mib,live_mib,phase
            0.000000,100.000,0.000000,setup
            0.010204,100.004,0.000025,burst
            2.500000,512.250,300.500000,idle
            20.000000,101.000,0.000000,after
            """;

    private static Timeline literal() {
        return Timeline.of(
                new long[] {7 * SECOND, 7 * SECOND + 10_204_000, 9 * SECOND + SECOND / 2, 27 * SECOND},
                new long[] {100 * MIB, 100 * MIB + 4096, 512 * MIB + MIB / 4, 101 * MIB},
                new long[] {0, 26, 300 * MIB + MIB / 2, 0},
                List.of(
                        new Timeline.Span(Phase.BURST, 7 * SECOND + 10_204_000, 9 * SECOND),
                        new Timeline.Span(Phase.IDLE, 9 * SECOND + 1, 26 * SECOND)));
    }

    @Test
    void isWrittenAsPlainCsvInAnyLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(literal().csv()).isEqualTo(CSV);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void isReadBack(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("t.csv"), CSV);

        Timeline timeline = Timeline.read(file);

        assertThat(timeline.count()).isEqualTo(4);
        assertThat(timeline.nanos(1)).isEqualTo(10_204_000L);
        assertThat(timeline.rss(2)).isEqualTo(512 * MIB + MIB / 4);
        assertThat(timeline.live(2)).isEqualTo(300 * MIB + MIB / 2);
        assertThat(IntStream.range(0, 4).mapToObj(timeline::phase))
                .containsExactly(Phase.SETUP, Phase.BURST, Phase.IDLE, Phase.AFTER);
        assertThat(timeline.csv()).isEqualTo(CSV);
    }

    @Test
    void whatIsNoTimelineIsRefusedByFileAndLine(@TempDir Path dir) throws IOException {
        Path missing = dir.resolve("missing.csv");
        Path other = Files.writeString(dir.resolve("other.csv"), "a,b\n1,2\n");
        Path torn = Files.writeString(dir.resolve("torn.csv"), Timeline.HEADER + "\n0.0,1.0,0.0,setup\n0.1,1.");
        Path phase = Files.writeString(dir.resolve("phase.csv"), Timeline.HEADER + "\n0.0,1.0,0.0,noon\n");
        Path binary = Files.write(dir.resolve("binary.csv"), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> Timeline.read(missing))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith("Cannot read " + missing + ": there is no such file");
        assertThatThrownBy(() -> Timeline.read(binary)).isInstanceOf(EbbException.class);
        assertThatThrownBy(() -> Timeline.read(other))
                .hasMessage(other + " is not a timeline: its first line is not 'time_s,rss_mib,live_mib,phase'.");
        assertThatThrownBy(() -> Timeline.read(torn)).hasMessage("Line 3 of " + torn + " is not a sample: '0.1,1.'.");
        assertThatThrownBy(() -> Timeline.read(phase))
                .hasMessage("Line 2 of " + phase + " is not a sample: '0.0,1.0,0.0,noon'.");
    }

    @Test
    void phasesFollowTheCycles() {
        Cycle first = cycle(500, 500, rollup(100)); // burst from 1 s to 3 s, idle to 13 s
        Cycle second = new Cycle(
                new Cycle.Burst(14 * SECOND, 15 * SECOND, new KernelFiles.Status(0, 0), 0, 0, 0),
                new Cycle.Idle(16 * SECOND, 0, rollup(100)),
                requests(0, 0, 0, 0, 0));
        long[] halves = new long[34];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = i * SECOND / 2;
        }
        Timeline timeline = Timeline.of(
                halves,
                new long[34],
                new long[34],
                Cycle.spans(List.of(first.burst(), second.burst()), List.of(first, second), List.of()));

        String phases = IntStream.range(0, 34)
                .mapToObj(i -> timeline.phase(i).label().substring(0, 1))
                .reduce("", String::concat);
        assertThat(phases).isEqualTo("ss" + "bbbbb" + "i".repeat(20) + "a" + "bbb" + "ii" + "a");
    }

    @Test
    void burstsBackToBackAreBursts() {
        Cycle cycle = cycle(500, 500, rollup(100)); // burst from 1 s to 3 s, idle to 13 s
        Cycle.Burst before = new Cycle.Burst(SECOND / 4, SECOND / 2, new KernelFiles.Status(0, 0), 0, 0, 0);
        long[] quarters = LongStream.rangeClosed(0, 5).map(i -> i * SECOND / 4).toArray();

        Timeline timeline = Timeline.of(
                quarters,
                new long[6],
                new long[6],
                Cycle.spans(List.of(before, cycle.burst()), List.of(cycle), List.of()));

        assertThat(IntStream.range(0, 6).mapToObj(timeline::phase))
                .containsExactly(Phase.SETUP, Phase.BURST, Phase.BURST, Phase.AFTER, Phase.BURST, Phase.BURST);
    }

    @Test
    void stepsOfTheLadderAreMarkedAndReadBack(@TempDir Path dir) throws IOException {
        Cycle cycle = cycle(500, 500, rollup(100)); // burst from 1 s to 3 s, idle to 13 s
        List<Ladder.Step> ladder = List.of(
                new Ladder.Step(Rung.WAIT, 14 * SECOND, 15 * SECOND, rollup(100)),
                new Ladder.Step(Rung.NUDGE, 15 * SECOND + 1, 16 * SECOND, rollup(100)),
                new Ladder.Step(Rung.CHURN, 16 * SECOND + 1, 17 * SECOND, rollup(100)),
                new Ladder.Step(Rung.OUTSIDE, 17 * SECOND + 1, 18 * SECOND, rollup(100)),
                new Ladder.Step(Rung.OWNERS, 18 * SECOND + 1, 19 * SECOND, rollup(100)),
                new Ladder.Step(Rung.EXIT, 19 * SECOND + 1, 20 * SECOND, rollup(100)));
        long[] seconds = LongStream.rangeClosed(12, 21).map(s -> s * SECOND).toArray();

        String csv = Timeline.of(
                        seconds,
                        new long[10],
                        new long[10],
                        Cycle.spans(List.of(cycle.burst()), List.of(cycle), ladder))
                .csv();

        Timeline read = Timeline.read(Files.writeString(dir.resolve("t.csv"), csv));
        assertThat(IntStream.range(0, 10).mapToObj(i -> read.phase(i).label()))
                .containsExactly(
                        "idle", "idle", "wait", "wait", "nudge", "churn", "outside", "owners", "exit", "after");
    }

    @Test
    void whatNobodyCountsIsAnEmptyCellAndNoZero(@TempDir Path dir) throws IOException {
        Cycle cycle = cycle(200, 100, rollup(100));
        String csv = Timeline.of(
                        new long[] {0, SECOND},
                        new long[] {MIB, 2 * MIB},
                        new long[] {Timeline.UNKNOWN, Timeline.UNKNOWN},
                        Bursts.spans(cycle))
                .csv();

        assertThat(csv).isEqualTo("time_s,rss_mib,live_mib,phase\n0.000000,1.000,,setup\n1.000000,2.000,,burst\n");
        Timeline read = Timeline.read(Files.writeString(dir.resolve("t.csv"), csv));
        assertThat(read.live(0)).isEqualTo(Timeline.UNKNOWN);
        assertThat(read.rss(1)).isEqualTo(2 * MIB);
    }

    @Test
    void theJvmsClockIsTheSamplers() {
        try (NativeSampler sampler = new NativeSampler(1_000_000, 1024)) {
            long before = System.nanoTime();
            sampler.start();
            while (System.nanoTime() - before < 20_000_000) {
                Thread.onSpinWait();
            }
            sampler.stop();
            long after = System.nanoTime();

            assertThat(sampler.count()).isPositive();
            assertThat(sampler.time(0)).isBetween(before, after);
            assertThat(sampler.time(sampler.count() - 1)).isBetween(before, after);
        }
    }
}
