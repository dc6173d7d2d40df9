// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.residency.KernelFiles.Rollup;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReleaseOutcomeTest {
    private static final long MIB = 1 << 20;

    private static ReleaseOutcome outcome(long before, long after, long lazy, long drift) {
        return new ReleaseOutcome(
                "malloc_trim(0)",
                new Rollup(before * MIB, 0, 0, 0),
                new Rollup(after * MIB, lazy * MIB, 0, 0),
                drift * MIB,
                Duration.ofMillis(62),
                4711,
                "epoll_wait");
    }

    @Test
    void whatCameBackWasTheAllocators() {
        assertThat(outcome(410, 35, 0, 0).lines())
                .containsExactly(
                        "It was the allocator: 375.0 of 410.0 MiB came back on malloc_trim(0).",
                        "RSS was 410.0 MiB before and 35.0 MiB 1 s after the call, which thread 4711 made (it waited in"
                                + " epoll_wait); gdb had the process for 0.06 s.");
    }

    @Test
    void halfIsEnoughToSaySoAndLessIsNot() {
        assertThat(outcome(400, 200, 0, 0).lines().get(0)).startsWith("It was the allocator: 200.0 of 400.0 MiB");
        assertThat(outcome(400, 201, 0, 0).lines().get(0))
                .isEqualTo(
                        "199.0 of 400.0 MiB came back on malloc_trim(0): the allocator held at least that. The rest is in"
                                + " use, is held where the call does not reach, or is not the allocator's.");
    }

    @Test
    void nothingIsClaimedOfWhatTheProcessDoesByItself() {
        String nothing =
                "Nothing came back that can be told from what the process does by itself: what is resident is in use,"
                        + " is held where malloc_trim(0) does not reach, or is not the allocator's.";
        assertThat(outcome(400, 400, 0, 0).lines().get(0)).isEqualTo(nothing);
        assertThat(outcome(400, 380, 0, -10).lines())
                .startsWith(nothing)
                .endsWith("RSS was falling by itself already: by 10.0 MiB in the second before.");
        assertThat(outcome(400, 379, 0, -10).lines().get(0)).startsWith("21.0 of 400.0 MiB came back");
        assertThat(outcome(400, 420, 0, 20).lines())
                .startsWith(nothing)
                .endsWith("RSS was rising by itself: by 20.0 MiB in the second before.");
    }

    @Test
    void whatTheKernelHasYetToTakeIsTold() {
        assertThat(outcome(400, 400, 300, 0).lines())
                .contains(
                        "300.0 MiB more are given back but still resident (LazyFree): the kernel takes them when it needs"
                                + " them.");
    }
}
