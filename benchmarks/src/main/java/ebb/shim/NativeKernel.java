// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;
import ebb.base.EbbException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A steady load in C, shared by the threads of a trial; each of them joins and runs batches.
 *
 * <pre>{@code
 * NativeKernel kernel = new NativeKernel(KernelKind.INTERLEAVED);   // once a trial
 * kernel.set(KernelField.THREADS, 2);
 * kernel.set(KernelField.BLOCKS, 1000);
 * kernel.start(sizes, null);
 * NativeKernel.Caller caller = kernel.join(KernelRole.ALLOCATES);   // each thread
 * long made = caller.run(10_000);                                   // again and again
 * caller.close();                                                   // each thread
 * kernel.close();                                                   // once: live is zero, or it throws
 * }</pre>
 *
 * <p>Where the allocator under test returns NULL or gives a block out twice, the process ends with a sentence and exit
 * code 71.
 */
public final class NativeKernel implements AutoCloseable {
    /** In the order of {@code enum ebb_kernel_kind} in ebb.h, which says what an operation is. */
    public enum KernelKind {
        INTERLEAVED,
        CROSS_THREAD_FREE,
        THREAD_CHURN,
        GROWTH
    }

    /** In the order of {@code enum ebb_role} in ebb.h: what a thread does in a cross-thread free. */
    public enum KernelRole {
        /** The only role of every other kind. */
        ALLOCATES,
        FREES_ONLY
    }

    /** In the order of {@code enum ebb_kernel_field} in ebb.h, which has ranges, units, and which kind needs which. */
    public enum KernelField {
        THREADS,
        FREERS,
        BLOCKS,
        RING,
        LIFETIME,
        FIRST,
        FINAL,
        FLOOR,
        SEED,
        HANDOVER
    }

    /** In the order of {@code enum ebb_kernel_count} in ebb.h, which has meanings and units. */
    public enum KernelCount {
        OPERATIONS,
        MALLOCS,
        REALLOCS,
        FREES,
        BYTES,
        LIVE_BLOCKS,
        LIVE_BYTES,
        WAITS_FULL,
        WAITS_EMPTY,
        MISSED,
        THREADS
    }

    private final Pointer handle;
    private final List<Caller> callers = new ArrayList<>();

    public NativeKernel(KernelKind kind) {
        handle = Status.opened(Shim.ebb_kernel_new(kind.ordinal()), "make the kernel " + kind);
    }

    /** @throws EbbException when the value is outside the field's range, or the kernel has been started */
    public void set(KernelField field, long value) {
        Status.check(Shim.ebb_kernel_set(handle, field.ordinal(), value), "set " + field + " to " + value);
    }

    /**
     * Checks the fields and maps what is shared.
     *
     * @param sizes copied; null for {@link KernelKind#GROWTH}, which has its own sizes
     * @param latency times every call of the allocator from now on; null for none, which costs nothing
     * @throws EbbException when a field that this kind needs is not set, or the sizes are missing or empty
     */
    public void start(@Nullable NativeSizes sizes, @Nullable NativeLatency latency) {
        Status.check(
                Shim.ebb_kernel_start(
                        handle, sizes == null ? null : sizes.handle(), latency == null ? null : latency.handle()),
                "start the kernel");
    }

    /**
     * What the calling thread needs to run, with its working set allocated; call it on the thread that will run.
     *
     * @throws EbbException when more join than {@link KernelField#THREADS} or {@link KernelField#FREERS} say
     */
    public Caller join(KernelRole role) {
        Pointer joined = Shim.ebb_kernel_join(handle, role.ordinal());
        Caller caller = new Caller(this, Status.opened(joined, "let a thread join as " + role));
        synchronized (callers) {
            callers.add(caller);
        }
        return caller;
    }

    /** The sum over all threads, including those that left; exact while none runs. */
    public long count(KernelCount count) {
        return Shim.ebb_kernel_count(handle, count.ordinal());
    }

    /**
     * Frees what is left in the ring, when every caller is closed; the counts can still be read.
     *
     * @throws EbbException when a caller has not been closed, or blocks are still live
     */
    public void stop() {
        Status.check(Shim.ebb_kernel_stop(handle), "stop the kernel");
    }

    /**
     * Closes the callers that are not closed yet (none may run any more), and frees everything.
     *
     * @throws EbbException when blocks are still live
     */
    @Override
    public void close() {
        synchronized (callers) {
            callers.forEach(Caller::leave);
        }
        Status.check(Shim.ebb_kernel_close(handle), "close the kernel");
    }

    /** The empty call, to measure the cost of a call from Java. */
    public static void nothing() {
        Shim.ebb_nothing();
    }

    /** One thread's part of a kernel; used by that thread alone, and not after the kernel is closed. */
    public static final class Caller implements AutoCloseable {
        private final NativeKernel kernel;
        private final Pointer handle;
        private boolean left;

        private Caller(NativeKernel kernel, Pointer handle) {
            this.kernel = kernel;
            this.handle = handle;
        }

        /**
         * @param operations 1 to 1e9
         * @return how many were made: fewer only where the other side of a ring did nothing for 100 ms (the rest is counted
         *     as {@link KernelCount#MISSED})
         */
        public long run(long operations) {
            return Status.check(Shim.ebb_kernel_run(handle, operations), "run " + operations + " operations");
        }

        /** For this thread alone, since it joined. */
        public long count(KernelCount count) {
            return Shim.ebb_caller_count(handle, count.ordinal());
        }

        /**
         * Frees the thread's working set; what it put into a ring stays there. Does nothing after the kernel was
         * closed: one of JMH's threads may tear down the kernel before another has torn down its caller.
         */
        @Override
        public void close() {
            synchronized (kernel.callers) {
                leave();
            }
        }

        private void leave() {
            if (!left) {
                left = true;
                Shim.ebb_kernel_leave(handle);
            }
        }
    }
}
