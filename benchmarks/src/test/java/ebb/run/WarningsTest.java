// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Environment;
import org.junit.jupiter.api.Test;

class WarningsTest {
    private static final long MIB = 1 << 20;
    private static final Environment.Swap NONE = new Environment.Swap(0, 0);

    @Test
    void aQuietMachineHasNone() {
        assertThat(Warnings.of(NONE, "madvise", null, 0.1, 2)).isEmpty();
        assertThat(Warnings.of(new Environment.Swap(8 * MIB, MIB - 1), "never", "performance", 0.25, 2))
                .isEmpty();
    }

    @Test
    void swapInUse() {
        assertThat(Warnings.of(new Environment.Swap(2048 * MIB, 124 * MIB), "madvise", null, 0, 2))
                .containsExactly("124 MiB of swap are used: what is swapped out is missing from RSS; turn swap off"
                        + " (swapoff -a).");
    }

    @Test
    void hugePagesAlways() {
        assertThat(Warnings.of(NONE, "always", null, 0, 2))
                .containsExactly("Transparent huge pages are set to always: RSS grows in steps of 2 MiB and differs"
                        + " between equal forks; choose madvise in /sys/kernel/mm/transparent_hugepage/enabled.");
    }

    @Test
    void aGovernorThatSavesPower() {
        assertThat(Warnings.of(NONE, "madvise", "performance,powersave", 0, 2))
                .containsExactly("The CPU frequency governor is performance,powersave: times depend on the load before;"
                        + " choose performance (cpupower frequency-set -g performance).");
    }

    @Test
    void aBusyMachine() {
        assertThat(Warnings.of(NONE, "madvise", null, 1.01, 2))
                .containsExactly("This machine is busy: other programs use 1.0 of its 2 cores; end them, or wait.");
        assertThat(Warnings.of(NONE, "madvise", null, 6.3, 64)).isEmpty();
        assertThat(Warnings.of(NONE, "madvise", null, 6.5, 64)).hasSize(1);
    }

    @Test
    void aMachineThatWasBusyMeanwhile() {
        assertThat(Warnings.ofAll(0.2, 2)).isEmpty();
        assertThat(Warnings.ofAll(0.72, 2))
                .containsExactly(
                        "This machine was busy while the forks ran: other programs used 0.7 of its 2 cores; end"
                                + " them, or wait.");
    }
}
