// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.shim.NativeBurst.Field;
import ebb.shim.NativeBurst.Probe;
import ebb.shim.NativeBurst.Stat;
import org.junit.jupiter.api.Test;

class NativeBurstTest {
    @Test
    void aBurstRunsFromJava() {
        try (NativeBurst burst = new NativeBurst()) {
            long[] values = {3, 5, 1, 2, 2, 4096, 6, 4, 64, 1963, 0, 1000, 0, 0, 0, 1, 0};
            for (Field field : Field.values()) {
                burst.set(field, values[field.ordinal()]);
            }
            burst.start();
            burst.run();
            burst.idle(1_000_000);

            assertThat(burst.stat(Stat.TASKS)).isEqualTo(3 + 3 * 5);
            // and one of each worker when it starts
            assertThat(burst.stat(Stat.ALIGNED)).isEqualTo(3 + 3 * 5 + 2);
            assertThat(burst.stat(Stat.LIVE_BYTES)).isZero();
            assertThat(burst.stat(Stat.BURST_END)).isGreaterThan(burst.stat(Stat.BURST_START));
            assertThat(burst.stat(Stat.IDLE_END) - burst.stat(Stat.IDLE_START)).isGreaterThanOrEqualTo(1_000_000);
        }
    }

    @Test
    void theLadderIsClimbedAndTheNextBurstRunsAllTheSame() {
        try (NativeBurst burst = new NativeBurst()) {
            long[] values = {3, 5, 1, 2, 2, 4096, 6, 4, 64, 1963, 0, 1000, 0, 0, 0, 1, 0};
            for (Field field : Field.values()) {
                burst.set(field, values[field.ordinal()]);
            }
            burst.start();
            burst.run();
            for (Probe probe : Probe.values()) {
                // The C library has a release.
                assertThat(burst.probe(probe)).as(probe.name()).isTrue();
                assertThat(burst.stat(Stat.LIVE_BYTES)).isZero();
            }
            burst.run();

            assertThat(burst.stat(Stat.TASKS)).isEqualTo(3 + 3 * 5);
        }
    }

    @Test
    void whatTheAllocatorHasNotIsNoError() {
        assertThat(Status.present(-6, "try")).isFalse();
        assertThat(Status.present(0, "try")).isTrue();
        assertThatThrownBy(() -> Status.present(-3, "try"))
                .isInstanceOf(EbbException.class)
                .hasMessage("The native shim could not try: the call does not fit the state that the load is in.");
        assertThatThrownBy(() -> Status.check(-6, "try"))
                .hasMessage("The native shim could not try: the allocator has no such call.");
    }

    @Test
    void aRefusalNamesFieldAndValue() {
        try (NativeBurst burst = new NativeBurst()) {
            assertThatThrownBy(() -> burst.set(Field.WORKERS, 0))
                    .isInstanceOf(EbbException.class)
                    .hasMessage("The native shim could not set WORKERS to 0: a value is outside its range.");
            assertThatThrownBy(burst::run)
                    .hasMessage("The native shim could not run the burst:"
                            + " the call does not fit the state that the load is in.");
        }
    }
}
