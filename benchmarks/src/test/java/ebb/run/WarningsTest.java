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
        assertThat(Warnings.of(NONE, "madvise", null, cores(0.1), 2)).isEmpty();
        assertThat(Warnings.of(new Environment.Swap(8 * MIB, MIB - 1), "never", "performance", cores(0.15), 2))
                .isEmpty();
    }

    @Test
    void swapInUse() {
        assertThat(Warnings.of(new Environment.Swap(2048 * MIB, 124 * MIB), "madvise", null, Others.Cores.NONE, 2))
                .containsExactly("124 MiB of swap are used: what is swapped out is missing from RSS; turn swap off"
                        + " (swapoff -a).");
    }

    @Test
    void hugePagesAlways() {
        assertThat(Warnings.of(NONE, "always", null, Others.Cores.NONE, 2))
                .containsExactly("Transparent huge pages are set to always: RSS grows in steps of 2 MiB and differs"
                        + " between equal forks; choose madvise in /sys/kernel/mm/transparent_hugepage/enabled.");
    }

    @Test
    void aGovernorThatSavesPower() {
        assertThat(Warnings.of(NONE, "madvise", "performance,powersave", Others.Cores.NONE, 2))
                .containsExactly("The CPU frequency governor is performance,powersave: times depend on the load before;"
                        + " choose performance (cpupower frequency-set -g performance).");
    }

    @Test
    void aBusyMachine() {
        assertThat(Warnings.of(NONE, "madvise", null, cores(1.01), 2))
                .containsExactly("This machine is busy: other programs use 1.0 of its 2 cores; end them, or wait.");
        assertThat(Warnings.of(NONE, "madvise", null, cores(3.1), 64)).isEmpty();
        assertThat(Warnings.of(NONE, "madvise", null, cores(3.3), 64)).hasSize(1);
    }

    @Test
    void aMachineThatWasBusyMeanwhile() {
        assertThat(Warnings.ofAll(cores(0.15), 2)).isEmpty();
        assertThat(Warnings.ofAll(new Others.Cores(0.72, 0.04), 2))
                .containsExactly(
                        "This machine was busy while the forks ran: other programs used 0.7 of its 2 cores; end"
                                + " them, or wait.");
    }

    /** Nobody can end what runs in another guest. */
    @Test
    void aHostThatGivesCpuTimeToOtherGuests() {
        assertThat(Warnings.of(NONE, "madvise", null, new Others.Cores(0.4, 0.3), 2))
                .containsExactly("This machine is busy: of its 2 cores other programs use 0.1, and other guests of its"
                        + " host 0.3 (steal); wait, or use a machine whose cores are its own.");
        assertThat(Warnings.ofAll(new Others.Cores(0.3, 0.3), 2))
                .containsExactly(
                        "This machine was busy while the forks ran: of its 2 cores other programs used 0.0, and"
                                + " other guests of its host 0.3 (steal); wait, or use a machine whose cores are its own.");
    }

    private static Others.Cores cores(double ofPrograms) {
        return new Others.Cores(ofPrograms, 0);
    }
}
