// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.residency.KernelFiles.Rollup;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReleaseOutcomeTest {
    private static final long MIB = 1 << 20;

    private static ReleaseOutcome outcome(long before, long after, long lazy, long drift) {
        return outcome(before, after, lazy, drift, 1.0, 1.0);
    }

    /**
     * @param apart seconds from one reading to the other
     * @param watched seconds in which RSS drifted before
     */
    private static ReleaseOutcome outcome(
            long before, long after, long lazy, long drift, double apart, double watched) {
        return new ReleaseOutcome(
                "malloc_trim(0)",
                new Rollup(before * MIB, 0, 0, 0),
                new Rollup(after * MIB, lazy * MIB, 0, 0),
                Duration.ofMillis(Math.round(apart * 1000)),
                drift * MIB,
                Duration.ofMillis(Math.round(watched * 1000)),
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
                .endsWith("RSS was falling by itself already: by 10.0 MiB in the 1.0 s before.");
        assertThat(outcome(400, 379, 0, -10).lines().get(0)).startsWith("21.0 of 400.0 MiB came back");
        assertThat(outcome(400, 420, 0, 20).lines())
                .startsWith(nothing)
                .endsWith("RSS was rising by itself: by 20.0 MiB in the 1.0 s before.");
    }

    /** It falls by 20 MiB a second, and a call that does nothing takes three of them. */
    @Test
    void aSlowCallIsNotCreditedWithWhatThePatientGivesBackMeanwhile() {
        assertThat(outcome(400, 320, 0, -20, 4, 1).lines())
                .startsWith("Nothing came back that can be told from what the process does by itself: what is resident"
                        + " is in use, is held where malloc_trim(0) does not reach, or is not the allocator's.");
        assertThat(outcome(400, 320, 0, -40, 4, 2).lines().get(0)).startsWith("Nothing came back that can be told");
        assertThat(outcome(400, 320, 0, -40, 4, 2).lines())
                .endsWith("RSS was falling by itself already: by 40.0 MiB in the 2.0 s before.");
        assertThat(outcome(400, 239, 0, -20, 4, 1).lines().get(0)).startsWith("161.0 of 400.0 MiB came back on malloc");
    }

    @Test
    void aCallOfManySecondsLeavesOpenWhatItDid() {
        assertThat(outcome(400, 20, 0, 0, 13.3, 1).lines())
                .startsWith(
                        "380.0 of 400.0 MiB came back within the 12.3 s of malloc_trim(0) and the second after it, which"
                                + " is too long to tell how much of that came by itself.");
        assertThat(outcome(400, 20, 0, 0, 5, 1).lines().get(0)).startsWith("It was the allocator: 380.0");
    }

    @Test
    void whatTheKernelHasYetToTakeIsTold() {
        assertThat(outcome(400, 400, 300, 0).lines())
                .contains(
                        "300.0 MiB more are given back but still resident (LazyFree): the kernel takes them when it needs"
                                + " them.");
    }
}
