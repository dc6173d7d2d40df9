// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static ebb.residency.Bursts.MIB;
import static ebb.residency.Bursts.SECOND;
import static ebb.residency.Bursts.figure;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Figure;
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
        return new Again(bursts, List.of(peaks).stream().map(mib -> mib * MIB).toList(), warm).metrics();
    }

    @Test
    void burstsAfterIdleAreHeldAgainstTheLastOfThoseBackToBack() {
        assertThat(metrics(2, List.of(FIRST, WARM, AFTER, LAST), 500L, 510L, 520L, 530L))
                .containsExactly(
                        figure("again.ratio", 1.5, "ratio"),
                        figure("again.cpu", 1.75, "ratio"),
                        figure("again.faults", 5000.0, "faults"),
                        figure("rss.ratchet", 10.0, "MiB/burst"));
    }

    @Test
    void theRatchetIsTheLineOfLeastSquares() {
        // 3 from 0, 6 from 1, 15 from 2: a slope of 6 with the first at 2.
        assertThat(metrics(0, List.of(FIRST, WARM, AFTER), 3L, 6L, 15L))
                .containsExactly(figure("rss.ratchet", 6.0, "MiB/burst"));
        assertThat(metrics(0, List.of(FIRST, WARM, AFTER), 9L, 7L, 5L))
                .containsExactly(figure("rss.ratchet", -2.0, "MiB/burst"));
    }

    @Test
    void twoBurstsMakeNoLineAndOneWarmBurstNoComparison() {
        assertThat(metrics(0, List.of(FIRST, WARM), 1L, 2L)).isEmpty();
        assertThat(metrics(1, List.of(FIRST, WARM), 1L, 2L)).isEmpty();
        assertThat(metrics(2, List.of(FIRST, WARM), 1L, 2L)).isEmpty();
    }

    @Test
    void nothingIsDividedByNothing() {
        assertThat(metrics(2, List.of(FIRST, burst(0, 0, 5), AFTER), 0L, 0L, 0L))
                .containsExactly(
                        figure("again.ratio", Double.NaN, "ratio"),
                        figure("again.cpu", Double.NaN, "ratio"),
                        figure("again.faults", 4995.0, "faults"),
                        figure("rss.ratchet", 0.0, "MiB/burst"));
    }
}
