// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static ebb.residency.Bursts.MIB;
import static ebb.residency.Bursts.SECOND;
import static ebb.residency.Bursts.figure;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Figure;
import ebb.results.Phase;
import ebb.results.Timeline;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgainTest {
    private static final Cycle.Burst FIRST = burst(9, 9, 9000);
    private static final Cycle.Burst WARM = burst(4, 2, 1000);
    private static final Cycle.Burst AFTER = burst(5, 3, 5000);
    private static final Cycle.Burst LAST = burst(7, 4, 7000);

    /** @param seconds makespan; half of the CPU is the system's */
    private static Cycle.Burst burst(long seconds, long cpu, long faults) {
        return new Cycle.Burst(
                SECOND,
                SECOND + seconds * SECOND,
                new KernelFiles.Status(0, 0),
                cpu * SECOND / 2,
                cpu * SECOND / 2,
                faults);
    }

    private static List<Figure> metrics(int warm, List<Cycle.Burst> bursts, Long... peaks) {
        return metrics(warm, bursts, timeline(), peaks);
    }

    private static List<Figure> metrics(int warm, List<Cycle.Burst> bursts, Timeline timeline, Long... peaks) {
        return new Again(bursts, List.of(peaks).stream().map(mib -> mib * MIB).toList(), warm, timeline).metrics();
    }

    /** @param samples milliseconds and MiB in turn */
    private static Timeline timeline(long... samples) {
        int count = samples.length / 2;
        long[] nanos = new long[count];
        long[] rss = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = samples[2 * i] * 1_000_000;
            rss[i] = samples[2 * i + 1] * MIB;
        }
        return Timeline.of(nanos, rss, new long[count], List.of(new Timeline.Span(Phase.BURST, 0, Long.MAX_VALUE)));
    }

    @Test
    void burstsAfterIdleAreHeldAgainstTheLastOfThoseBackToBack() {
        assertThat(metrics(2, List.of(FIRST, WARM, AFTER, LAST), 500L, 510L, 520L, 530L))
                .containsExactly(
                        figure("again.ratio", 1.5, "ratio"),
                        figure("again.cpu", 1.75, "ratio"),
                        figure("again.faults", 5000.0, "faults"),
                        figure("again.dip", Double.NaN, "MiB"),
                        figure("rss.ratchet", 10.0, "MiB/burst"));
    }

    @Test
    void theRatchetIsTheLineOfLeastSquares() {
        // 3 from 0, 6 from 1, 15 from 2: a slope of 6 with the first at 2.
        assertThat(metrics(0, List.of(FIRST, WARM, AFTER), 3L, 6L, 15L))
                .containsExactly(figure("again.dip", Double.NaN, "MiB"), figure("rss.ratchet", 6.0, "MiB/burst"));
        assertThat(metrics(0, List.of(FIRST, WARM, AFTER), 9L, 7L, 5L))
                .containsExactly(figure("again.dip", Double.NaN, "MiB"), figure("rss.ratchet", -2.0, "MiB/burst"));
    }

    @Test
    void twoBurstsMakeNoLineAndOneWarmBurstNoComparison() {
        assertThat(metrics(0, List.of(FIRST, WARM), 1L, 2L)).containsExactly(figure("again.dip", Double.NaN, "MiB"));
        assertThat(metrics(1, List.of(FIRST, WARM), 1L, 2L)).containsExactly(figure("again.dip", Double.NaN, "MiB"));
        assertThat(metrics(2, List.of(FIRST, WARM), 1L, 2L)).isEmpty();
        assertThat(metrics(0, List.of(FIRST), 1L)).isEmpty();
    }

    @Test
    void aDipIsHowFarRssFallsInTheFirstSecondOfABurstAfterIdle() {
        Cycle.Burst first = at(1000, 2000);
        Cycle.Burst after = at(10_000, 15_000);
        Timeline timeline = timeline(
                500, 100, 1500, 600, 9000, 530, 10_000, 521, 10_001, 400, 11_000, 256, 11_001, 200, 14_000, 593);

        // From the last sample before the burst to the lowest until a second later; what comes then does not count.
        assertThat(metrics(0, List.of(first, after), timeline, 600L, 593L))
                .containsExactly(figure("again.dip", 265.0, "MiB"));
        assertThat(metrics(1, List.of(first, after), timeline, 600L, 593L))
                .containsExactly(figure("again.dip", 265.0, "MiB"));
    }

    @Test
    void aDipIsTheMeanOverTheBurstsAfterIdle() {
        Timeline timeline = timeline(900, 500, 1500, 500, 2900, 400, 3500, 340, 4900, 300, 5500, 280, 6900, 600);

        assertThat(metrics(2, List.of(at(0, 500), at(1000, 2000), at(3000, 4000), at(5000, 6000)), timeline, 1L, 2L))
                .contains(figure("again.dip", 40.0, "MiB"));
    }

    @Test
    void rssThatOnlyRisesHasNoDip() {
        assertThat(metrics(0, List.of(at(0, 1), at(1000, 3000)), timeline(900, 100, 1100, 120, 1500, 150), 1L, 2L))
                .containsExactly(figure("again.dip", 0.0, "MiB"));
    }

    @Test
    void aDipThatNoSampleShowsIsNotZero() {
        Figure unknown = figure("again.dip", Double.NaN, "MiB");

        assertThat(metrics(0, List.of(at(0, 1), at(1000, 3000)), timeline(900, 100, 2001, 20), 1L, 2L))
                .containsExactly(unknown);
        assertThat(metrics(0, List.of(at(0, 1), at(1000, 3000)), timeline(1100, 100), 1L, 2L))
                .containsExactly(unknown);
        // Samples behind a burst that was shorter than a second are of the idle period after it.
        assertThat(metrics(0, List.of(at(0, 1), at(1000, 1050)), timeline(900, 100, 1100, 20), 1L, 2L))
                .containsExactly(unknown);
    }

    /** @param start milliseconds, as end */
    private static Cycle.Burst at(long start, long end) {
        return new Cycle.Burst(start * 1_000_000, end * 1_000_000, new KernelFiles.Status(0, 0), 1, 1, 1);
    }

    @Test
    void nothingIsDividedByNothing() {
        assertThat(metrics(2, List.of(FIRST, burst(0, 0, 5), AFTER), 0L, 0L, 0L))
                .containsExactly(
                        figure("again.ratio", Double.NaN, "ratio"),
                        figure("again.cpu", Double.NaN, "ratio"),
                        figure("again.faults", 4995.0, "faults"),
                        figure("again.dip", Double.NaN, "MiB"),
                        figure("rss.ratchet", 0.0, "MiB/burst"));
    }
}
