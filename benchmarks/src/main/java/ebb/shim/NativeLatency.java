// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;

/**
 * Latencies of single calls of the allocator, in histograms in mapped memory.
 *
 * <p>Give it to {@link NativeKernel#start} or {@link NativeBurst#time}; it stays readable after these are closed, and must
 * be closed after them. Counts have the layout of an {@code org.HdrHistogram.Histogram(1, HIGHEST, 3)}:
 *
 * <pre>{@code
 * long[] counts = latency.counts(Calls.MALLOC);
 * for (int i = 0; i < counts.length; i++) {
 *     if (counts[i] != 0) {
 *         histogram.recordValueWithCount(NativeLatency.valueAt(i), counts[i]);
 *     }
 * }
 * }</pre>
 */
public final class NativeLatency implements AutoCloseable {
    /** In the order of {@code enum ebb_latency_of} in ebb.h. */
    public enum Calls {
        /** Includes posix_memalign. */
        MALLOC,
        REALLOC,
        FREE,
        /** In the first 100 ms of each burst, which {@link #MALLOC} leaves out; empty for a kernel. */
        FIRST_MALLOC,
        FIRST_REALLOC,
        FIRST_FREE
    }

    /** {@code EBB_LATENCY_HIGHEST}: longer calls count as this, in nanoseconds (an hour). */
    public static final long HIGHEST = 3_600_000_000_000L;

    /** {@code EBB_LATENCY_LENGTH}: counts of a histogram. */
    public static final int LENGTH = 33_792;

    /** HdrHistogram's {@code subBucketHalfCount} for three significant digits. */
    private static final int HALF = 1024;

    private final Pointer handle;

    /** Calibrates the processor's counter, which takes 20 ms. */
    public NativeLatency() {
        handle = Status.opened(
                Shim.ebb_latency_new(),
                "time single calls (the processor's counter must run at one rate, with ticks of at most 2 ns)");
    }

    /** Sets all counts to 0; call it while no timed thread is at work. */
    public void reset() {
        Shim.ebb_latency_reset(handle);
    }

    /** A copy of the counts, {@link #LENGTH} of them, summed over all threads; exact while none is at work. */
    public long[] counts(Calls of) {
        Pointer counts = Status.opened(Shim.ebb_latency_counts(handle, of.ordinal()), "read the latency of " + of);
        return counts.getLongArray(0, LENGTH);
    }

    /** The lowest value in nanoseconds that is counted at this index, 0 to {@link #LENGTH} - 1. */
    public static long valueAt(int index) {
        return index < 2 * HALF ? index : (long) (HALF + index % HALF) << (index / HALF - 1);
    }

    /** Nanoseconds of an empty measurement: the median of many. Every value includes it. */
    public double overhead() {
        return Shim.ebb_latency_overhead(handle) / 1e3;
    }

    Pointer handle() {
        return handle;
    }

    @Override
    public void close() {
        Shim.ebb_latency_close(handle);
    }
}
