// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long MIB = 1 << 20;

    @Test
    void restsAfterHalfASecondWithinTheRange() {
        Settling settling = new Settling(Settling.RANGE, Settling.REST);

        assertThat(settling.add(7_000 * MILLISECOND, 100 * MIB)).isFalse();
        assertThat(settling.add(7_250 * MILLISECOND, 100 * MIB + Settling.RANGE))
                .isFalse();
        assertThat(settling.add(7_499 * MILLISECOND, 100 * MIB)).isFalse();
        assertThat(settling.add(7_500 * MILLISECOND, 100 * MIB)).isTrue();
    }

    @Test
    void beginsAgainWhereReadingsLeaveTheRangeEvenSlowly() {
        Settling settling = new Settling(Settling.RANGE, Settling.REST);

        assertThat(settling.add(0, 100 * MIB)).isFalse();
        assertThat(settling.add(200 * MILLISECOND, 100 * MIB - Settling.RANGE / 2))
                .isFalse();
        assertThat(settling.add(400 * MILLISECOND, 100 * MIB - Settling.RANGE - 1))
                .isFalse();
        assertThat(settling.add(600 * MILLISECOND, 100 * MIB - Settling.RANGE - 1))
                .isFalse();
        assertThat(settling.add(900 * MILLISECOND, 100 * MIB - Settling.RANGE - 1))
                .isTrue();
    }
}
