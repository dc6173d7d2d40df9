// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static ebb.residency.Bursts.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
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
