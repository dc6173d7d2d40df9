// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.base.EbbException;
import ebb.latency.LatencyRecorder;
import ebb.shim.NativeKernel;
import ebb.shim.NativeKernel.KernelCount;
import ebb.shim.NativeKernel.KernelField;
import ebb.shim.NativeKernel.KernelKind;
import ebb.shim.NativeKernel.KernelRole;
import ebb.shim.NativeSizes;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A kernel in C that the threads of a trial share.
 *
 * <p>JMH lets threads end a trial in any order, also with the state that they share: so it is the last thread that leaves
 * who ends the kernel, and proves that nothing is live.
 */
final class SteadyLoad {
    /** The same in every fork: the same seed makes the same requests. */
    private static final long SEED = 1;

    private final NativeKernel kernel;
    private final AtomicInteger present = new AtomicInteger();

    /** Starts a kernel that has sizes of its own. */
    static SteadyLoad start(KernelKind kind, Map<KernelField, Long> fields) {
        SteadyLoad load = new SteadyLoad(kind, fields);
        load.kernel.start(null, LatencyRecorder.current().latency());
        return load;
    }

    /** Starts a kernel on blocks of these sizes. */
    static SteadyLoad start(KernelKind kind, Map<KernelField, Long> fields, Sizes sizes) {
        SteadyLoad load = new SteadyLoad(kind, fields);
        try (NativeSizes table = new NativeSizes()) {
            sizes.addTo(table);
            load.kernel.start(table, LatencyRecorder.current().latency());
        }
        return load;
    }

    private SteadyLoad(KernelKind kind, Map<KernelField, Long> fields) {
        kernel = new NativeKernel(kind);
        fields.forEach(kernel::set);
        kernel.set(KernelField.SEED, SEED);
    }

    /** By the thread that will run; fills its working set. */
    NativeKernel.Caller join(KernelRole role) {
        NativeKernel.Caller caller = kernel.join(role);
        present.incrementAndGet();
        return caller;
    }

    /**
     * By the same thread, when it has run for the last time.
     *
     * @throws EbbException for the last thread when a block is still live
     */
    void leave(NativeKernel.Caller caller) {
        caller.close();
        if (present.decrementAndGet() == 0) {
            kernel.stop();
            requireNothingLive(kernel.count(KernelCount.LIVE_BLOCKS), kernel.count(KernelCount.LIVE_BYTES));
            kernel.close();
        }
    }

    static void requireNothingLive(long blocks, long bytes) {
        if (blocks != 0 || bytes != 0) {
            throw new EbbException("At the end of the trial " + blocks + " blocks of " + bytes
                    + " bytes are live where all should have been freed: its figures are not to be trusted.");
        }
    }
}
