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
import org.junit.jupiter.api.Test;

class IdleCurveTest {
    @Test
    void samplesOfUnevenSteps() {
        Cycle cycle = cycle(400, 400, rollup(100));
        // Halved twice: steps of 250 ms, then 500 ms, then 1 s.
        long[] nanos = {3_250, 3_500, 4_000, 4_500, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000, 11_000, 12_000};
        long[] rss = {400, 300, 300, 200, 200, 100, 100, 100, 100, 100, 100, 100};
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] *= SECOND / 1000;
            rss[i] *= MIB;
        }
        IdleCurve curve = IdleCurve.of(cycle, Timeline.of(nanos, rss, new long[12], Bursts.spans(cycle)));

        // 300 x 0.25 + 250 x 0.25 + 200 x 0.5 + 150 x 0.5 + 100 x 0.5 + 50 x 1
        assertThat(curve.excess(100 * MIB) / MIB / SECOND).isEqualTo(412.5);
        assertThat(curve.settledBelow(250.0 * MIB)).isEqualTo(1_500_000_000L);
        assertThat(curve.settledBelow(199.0 * MIB)).isEqualTo(3 * SECOND);
        assertThat(curve.length()).isEqualTo(10 * SECOND);
    }

    @Test
    void gapOfMoreThanATenthIsRefused() {
        Cycle cycle = cycle(400, 400, rollup(100));
        Timeline timeline = at(cycle, new long[] {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13}, new long[] {
            100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100
        });

        assertThatThrownBy(() -> IdleCurve.of(cycle, timeline))
                .isInstanceOf(EbbException.class)
                .hasMessage(
                        "The RSS timeline has a gap of 2.00 s in the idle period of 10.00 s, 2.00 s after the burst;"
                                + " its figures allow at most 1.00 s: choose a shorter sampling interval, or free the"
                                + " machine of other work, and run again.");
    }

    @Test
    void samplerThatEndedEarlyIsAGap() {
        Cycle cycle = cycle(400, 400, rollup(100));
        Timeline timeline = everySecond(cycle, 100, 100, 100, 100, 100, 100, 100, 100, 100);

        assertThatThrownBy(() -> IdleCurve.of(cycle, timeline))
                .isInstanceOf(EbbException.class)
                .hasMessageContaining("a gap of 5.00 s")
                .hasMessageContaining("5.00 s after the burst");
    }

    @Test
    void gapInTheBurstIsNone() {
        Cycle cycle = cycle(400, 400, rollup(100));
        Timeline timeline = at(cycle, new long[] {4, 5, 6, 7, 8, 9, 10, 11, 12}, new long[] {
            100, 100, 100, 100, 100, 100, 100, 100, 100
        });

        assertThat(IdleCurve.of(cycle, timeline).settledBelow(100.0 * MIB)).isEqualTo(SECOND);
    }

    @Test
    void shortIdleBearsAQuarterOfASecondAndALongOneNoMoreThanASecond() {
        assertThat(refused(500, 249)).isFalse();
        assertThat(refused(500, 251)).isTrue();
        assertThat(refused(5_000, 500)).isFalse();
        assertThat(refused(5_000, 501)).isTrue();
        assertThat(refused(60_000, 1_000)).isFalse();
        assertThat(refused(60_000, 1_001)).isTrue();
    }

    /** Whether an idle period of this length is refused with a gap at its end, all in milliseconds. */
    private static boolean refused(int length, int gap) {
        long millisecond = SECOND / 1000;
        int count = length - gap;
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = 3 * SECOND + (i + 1) * millisecond;
        }
        Cycle shape = cycle(400, 400, rollup(100));
        Cycle cycle = new Cycle(
                shape.burst(),
                new Cycle.Idle(3 * SECOND + length * millisecond, 0, rollup(100)),
                requests(0, 0, 0, 0, 0));
        try {
            IdleCurve.of(cycle, Timeline.of(nanos, new long[count], new long[count], Bursts.spans(cycle)));
            return false;
        } catch (EbbException e) {
            return true;
        }
    }

    @Test
    void noIdleIsRefused() {
        Cycle shape = cycle(400, 400, rollup(100));
        Cycle cycle = new Cycle(shape.burst(), new Cycle.Idle(3 * SECOND, 0, rollup(100)), requests(0, 0, 0, 0, 0));

        assertThatThrownBy(() -> IdleCurve.of(cycle, everySecond(cycle, 100, 100, 100, 100)))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith("The scenario has no idle period");
    }

    @Test
    void oneSampleIsTooFewForAFigure() {
        Cycle shape = cycle(400, 400, rollup(100));
        Cycle cycle = new Cycle(
                shape.burst(), new Cycle.Idle(3 * SECOND + SECOND / 10, 0, rollup(100)), requests(0, 0, 0, 0, 0));

        assertThatThrownBy(() -> Residency.of(rollup(100), cycle, everySecond(cycle, 100), 1, RssError.here()))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith("The RSS timeline has 1 samples");
    }
}
