// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.shim.NativeKernel.KernelCount;
import ebb.shim.NativeKernel.KernelField;
import ebb.shim.NativeKernel.KernelKind;
import ebb.shim.NativeKernel.KernelRole;
import org.junit.jupiter.api.Test;

class NativeKernelTest {
    private static void start(NativeKernel kernel) {
        try (NativeSizes sizes = new NativeSizes()) {
            sizes.add(17, 3);
            sizes.add(4001, 1);
            kernel.start(sizes, null);
        }
    }

    @Test
    void aBatchRunsFromJava() {
        try (NativeKernel kernel = new NativeKernel(KernelKind.INTERLEAVED)) {
            kernel.set(KernelField.THREADS, 1);
            kernel.set(KernelField.BLOCKS, 101);
            start(kernel);
            try (NativeKernel.Caller caller = kernel.join(KernelRole.ALLOCATES)) {
                assertThat(caller.run(1009)).isEqualTo(1009);
                assertThat(caller.count(KernelCount.MALLOCS)).isEqualTo(101 + 1009);
                assertThat(caller.count(KernelCount.FREES)).isEqualTo(1009);
                assertThat(kernel.count(KernelCount.LIVE_BLOCKS)).isEqualTo(101);
            }
            kernel.stop();
            assertThat(kernel.count(KernelCount.OPERATIONS)).isEqualTo(1009);
            assertThat(kernel.count(KernelCount.LIVE_BYTES)).isZero();
        }
    }

    @Test
    void whatOneGroupAllocatesTheOtherFrees() {
        try (NativeKernel kernel = new NativeKernel(KernelKind.CROSS_THREAD_FREE)) {
            kernel.set(KernelField.THREADS, 1);
            kernel.set(KernelField.FREERS, 1);
            kernel.set(KernelField.RING, 64);
            kernel.set(KernelField.HANDOVER, 32);
            start(kernel);
            NativeKernel.Caller allocates = kernel.join(KernelRole.ALLOCATES);
            NativeKernel.Caller frees = kernel.join(KernelRole.FREES_ONLY);
            assertThat(allocates.run(100)).isEqualTo(64);
            assertThat(allocates.count(KernelCount.MISSED)).isEqualTo(36);
            assertThat(allocates.count(KernelCount.WAITS_FULL)).isEqualTo(1);
            assertThat(frees.run(50)).isEqualTo(50);
            assertThat(kernel.count(KernelCount.LIVE_BLOCKS)).isEqualTo(14);
            assertThatThrownBy(kernel::stop).isInstanceOf(EbbException.class);
        }
    }

    @Test
    void aVectorGrowsWithoutSizes() {
        try (NativeKernel kernel = new NativeKernel(KernelKind.GROWTH)) {
            kernel.set(KernelField.THREADS, 1);
            kernel.set(KernelField.BLOCKS, 1);
            kernel.set(KernelField.FIRST, 96);
            kernel.set(KernelField.FINAL, 65536);
            kernel.start(null, null);
            try (NativeKernel.Caller caller = kernel.join(KernelRole.ALLOCATES)) {
                assertThat(caller.run(3)).isEqualTo(3);
                assertThat(caller.count(KernelCount.REALLOCS)).isEqualTo(3 * 10);
            }
        }
    }

    @Test
    void aCallerMayBeClosedAfterItsKernel() {
        NativeKernel kernel = new NativeKernel(KernelKind.THREAD_CHURN);
        kernel.set(KernelField.THREADS, 1);
        kernel.set(KernelField.BLOCKS, 10);
        kernel.set(KernelField.LIFETIME, 7);
        start(kernel);
        NativeKernel.Caller caller = kernel.join(KernelRole.ALLOCATES);
        caller.run(20);
        assertThat(caller.count(KernelCount.THREADS)).isEqualTo(3);
        kernel.close();
        caller.close();
    }

    @Test
    void aRefusalNamesWhatWasTried() {
        try (NativeKernel kernel = new NativeKernel(KernelKind.CROSS_THREAD_FREE);
                NativeSizes sizes = new NativeSizes()) {
            assertThatThrownBy(() -> kernel.set(KernelField.FREERS, 0))
                    .hasMessage("The native shim could not set FREERS to 0: a value is outside its range.");
            assertThatThrownBy(() -> kernel.start(sizes, null))
                    .hasMessage("The native shim could not start the kernel: there is no such field.");
            assertThatThrownBy(() -> sizes.add(NativeSizes.LARGEST + 1, 1))
                    .hasMessage("The native shim could not add the size 1073741825 with the weight 1.0:"
                            + " a value is outside its range.");
            assertThatThrownBy(() -> sizes.add(16, -1)).isInstanceOf(EbbException.class);
            assertThatThrownBy(() -> kernel.join(KernelRole.ALLOCATES)).isInstanceOf(EbbException.class);
        }
    }

    @Test
    void theEmptyCallReturns() {
        NativeKernel.nothing();
    }
}
