// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RssErrorTest {
    private static final long MIB = 1 << 20;

    @Test
    void itGrowsWithTheSquareOfTheCpusFromSixteenOn() {
        // Three counters, for each CPU a part of up to 32 pages, or twice as many as there are CPUs.
        assertThat(RssError.of("6.8.0-60-generic", 2, 30, 4096).sample()).isEqualTo(3 * 2 * 32 * 4096);
        assertThat(RssError.of("6.8.0-60-generic", 16, 30, 4096).sample()).isEqualTo(3 * 16 * 32 * 4096);
        assertThat(RssError.of("6.8.0-60-generic", 32, 30, 4096).sample()).isEqualTo(24 * MIB);
        assertThat(RssError.of("6.8.0-60-generic", 64, 30, 4096).sample()).isEqualTo(96 * MIB);
        assertThat(RssError.of("6.8.0-60-generic", 64, 30, 65_536).sample()).isEqualTo(16 * 96 * MIB);
        assertThat(RssError.of("6.8.0", 1024, 1, 65_536).sample()).isEqualTo(3L * 1024 * 2048 * 65_536);
    }

    @Test
    void thatOfSeveralProcessesIsTheirSum() {
        int here = (int) ProcessHandle.current().pid();
        RssError one = RssError.of(List.of(here));

        assertThat(one.highWater()).isPositive();
        assertThat(RssError.of(List.of(here, here))).isEqualTo(new RssError(2 * one.highWater(), 2 * one.sample()));
        assertThat(RssError.of(List.of(Integer.MAX_VALUE))).isEqualTo(new RssError(0, 0));
    }

    @Test
    void beforeTheCountersOfCpusAThreadKeepsPages() {
        assertThat(RssError.of("6.1.0-37-amd64", 64, 30, 4096)).isEqualTo(new RssError(30 * 64 * 4096, 30 * 64 * 4096));
        assertThat(RssError.of("5.14.0-503.el9.x86_64", 2, 1, 4096).sample()).isEqualTo(64 * 4096);
    }

    @ParameterizedTest
    @CsvSource({
        "6.2.0, false", "6.6.98, false", "6.6.99, true", "6.6.0, false", "6.12.38+deb13-amd64, false",
        "6.12.39, true", "6.12.41+deb13-amd64, true", "6.14.11, false", "6.15.6-arch1-1, false", "6.15.7, true",
        "6.16.0, true", "6.18.44-fc-v669, true", "6.16-rc7, true", "7.0, true", "7.1.3, true"
    })
    void whereTheKernelSumsAllPartsOnlyTheHighWaterMarkIsOff(String release, boolean exact) {
        RssError error = RssError.of(release, 64, 30, 4096);

        assertThat(error.sample()).isEqualTo(exact ? 0 : 96 * MIB);
        assertThat(error.highWater()).isEqualTo(96 * MIB);
    }

    @Test
    void cpusAreCountedByRanges() {
        assertThat(RssError.cpus("0", 9)).isEqualTo(1);
        assertThat(RssError.cpus("0-1", 9)).isEqualTo(2);
        assertThat(RssError.cpus("0-3,8,10-11", 9)).isEqualTo(7);
        assertThat(RssError.cpus("", 9)).isEqualTo(9);
        assertThat(RssError.cpus("0-3,all", 9)).isEqualTo(9);
    }

    @Test
    void thisMachineHasOne() {
        RssError here = RssError.here();

        assertThat(here.highWater()).isPositive().isLessThan(1L << 40);
        assertThat(here.sample()).isBetween(0L, here.highWater());
    }

    @Test
    void whatIsNoKernelIsRefused() {
        assertThatThrownBy(() -> RssError.of("Darwin", 1, 1, 4096)).isInstanceOf(EbbException.class);
    }
}
