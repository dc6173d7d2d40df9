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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * State with a kernel in C that the threads of a trial share.
 *
 * <p>JMH's threads end a trial in any order, so the last thread to leave ends the kernel and proves that nothing is live.
 */
abstract class SteadyLoad {
    /** Every fork makes the same requests. */
    private static final long SEED = 1;

    private final AtomicInteger present = new AtomicInteger();
    private @Nullable NativeKernel kernel;

    /** @param sizes null for a kernel that has its own */
    final void start(KernelKind kind, Map<KernelField, Long> fields, @Nullable Sizes sizes) {
        NativeKernel started = new NativeKernel(kind);
        fields.forEach(started::set);
        started.set(KernelField.SEED, SEED);
        try (NativeSizes table = sizes == null ? null : sizes.toNative()) {
            started.start(table, LatencyRecorder.current().latency());
        }
        kernel = started;
    }

    /** How many threads run one of a group's methods. */
    static long threads(BenchmarkParams params, String method) {
        return params.getThreadGroups()[
                List.copyOf(params.getThreadGroupLabels()).indexOf(method)];
    }

    static void requireNothingLive(long blocks, long bytes) {
        if (blocks != 0 || bytes != 0) {
            throw new EbbException("At the end of the trial " + blocks + " blocks of " + bytes
                    + " bytes are live where all should have been freed: its figures are not to be trusted.");
        }
    }

    private NativeKernel kernel() {
        return Objects.requireNonNull(kernel, "set up by start");
    }

    private void leave() {
        if (present.decrementAndGet() == 0) {
            kernel().stop();
            requireNothingLive(kernel().count(KernelCount.LIVE_BLOCKS), kernel().count(KernelCount.LIVE_BYTES));
            kernel().close();
        }
    }

    /** State of one thread of a load. */
    abstract static class Caller {
        private @Nullable SteadyLoad load;
        private NativeKernel.@Nullable Caller caller;
        private long counted;

        /** Fills the working set; on the thread that will run. */
        final void join(SteadyLoad joined, KernelRole role) {
            caller = joined.kernel().join(role);
            joined.present.incrementAndGet();
            load = joined;
        }

        final long run(long operations) {
            return caller().run(operations);
        }

        /** What was counted since the last call; each thread uses one count only. */
        final long since(KernelCount count) {
            long all = caller().count(count);
            long since = all - counted;
            counted = all;
            return since;
        }

        /**
         * On the same thread, after its last run.
         *
         * @throws EbbException on the last thread when a block is still live
         */
        @TearDown(Level.Trial)
        public final void leave() {
            caller().close();
            Objects.requireNonNull(load, "set up by join").leave();
        }

        private NativeKernel.Caller caller() {
            return Objects.requireNonNull(caller, "set up by join");
        }
    }
}
