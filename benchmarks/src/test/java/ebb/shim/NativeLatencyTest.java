// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.shim.NativeBurst.Field;
import ebb.shim.NativeBurst.Stat;
import ebb.shim.NativeKernel.KernelField;
import ebb.shim.NativeKernel.KernelKind;
import ebb.shim.NativeKernel.KernelRole;
import ebb.shim.NativeLatency.Calls;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NativeLatencyTest {
    /** As HdrHistogram 2.2.2 has them for {@code new Histogram(1, 3_600_000_000_000L, 3)}. */
    @Test
    void indicesHaveHdrHistogramsValues() {
        int[] indices = {0, 1023, 1024, 2047, 2048, 2049, 3071, 3072, 4299, 11201, 18399, 33420};
        long[] values = {0, 1023, 1024, 2047, 2048, 2050, 4094, 4096, 9816, 1016320, 132055040, 3599182594048L};
        for (int i = 0; i < indices.length; i++) {
            assertThat(NativeLatency.valueAt(indices[i])).isEqualTo(values[i]);
        }
    }

    @Test
    void everyCallOfABatchIsTimed() {
        try (NativeLatency latency = new NativeLatency()) {
            try (NativeKernel kernel = new NativeKernel(KernelKind.INTERLEAVED);
                    NativeSizes sizes = new NativeSizes()) {
                sizes.add(100, 1);
                kernel.set(KernelField.THREADS, 1);
                kernel.set(KernelField.BLOCKS, 10);
                kernel.start(sizes, latency);
                kernel.join(KernelRole.ALLOCATES).run(1009);
            }
            assertThat(total(latency, Calls.MALLOC)).isEqualTo(1009);
            assertThat(total(latency, Calls.FREE)).isEqualTo(1009);
            assertThat(total(latency, Calls.REALLOC)).isZero();
            assertThat(latency.overhead()).isBetween(0.1, 10_000.0);
            latency.reset();
            assertThat(total(latency, Calls.MALLOC)).isZero();
        }
    }

    @Test
    void aBurstIsTimed() {
        try (NativeLatency latency = new NativeLatency()) {
            try (NativeBurst burst = new NativeBurst()) {
                long[] values = {3, 5, 1, 2, 2, 4096, 6, 4, 64, 1963, 0, 1000, 0, 0, 0, 1, 0};
                for (Field field : Field.values()) {
                    burst.set(field, values[field.ordinal()]);
                }
                burst.time(latency);
                burst.start();
                long before = burst.stat(Stat.FREES);
                burst.run();
                assertThat(total(latency, Calls.FIRST_FREE) + total(latency, Calls.FREE))
                        .isEqualTo(burst.stat(Stat.FREES) - before);
            }
        }
    }

    private static long total(NativeLatency latency, Calls of) {
        return LongStream.of(latency.counts(of)).sum();
    }
}
