// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static ebb.residency.Bursts.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReleaseTest {
    @Test
    void costIsInSecondsAndMilliseconds() {
        assertThat(new Release(250_000_000, 12_500_000, 15).metrics())
                .containsExactly(
                        figure("release.cpu", 0.25, "s"),
                        figure("release.max", 12.5, "ms"),
                        figure("release.calls", 15.0, "calls"));
    }

    /** Of the workers of a service one ends, one starts, and one runs another program from then on. */
    @Test
    void theCostIsThatOfTheProcessesThatAreThere() {
        Deque<Map<Long, Long>> cpu =
                new ArrayDeque<>(List.of(Map.of(1L, 100L, 2L, 900L, 3L, 50L), Map.of(1L, 130L, 3L, 20L, 4L, 7L)));
        Release.Watch watch = new Release.Watch(new Release.Meter(() -> {}, () -> 5, () -> 70, cpu::remove));

        watch.beforeBurst();
        watch.afterBurst();
        watch.afterIdle();

        assertThat(watch.last()).contains(new Release(30 + 20 + 7, 70, 5));
    }

    @Test
    void callsThatAllFailedAreNoResult() {
        assertThatThrownBy(() -> new Release(1000, 500, 0).metrics())
                .isInstanceOf(EbbException.class)
                .hasMessage("Every call that releases memory failed, from the burst's start to the end of idle: measure"
                        + " this allocator without release-interval, release-on-park and release-after-burst.");
    }

    @Test
    void aThreadThatNeverReleasedIsNoResult() {
        assertThatThrownBy(() -> new Release(0, 0, 0).metrics())
                .isInstanceOf(EbbException.class)
                .hasMessage("No call that releases memory was made from the burst's start to the end of idle: choose a"
                        + " release-interval shorter than the scenario's idle period, or a scenario with events.");
    }
}
