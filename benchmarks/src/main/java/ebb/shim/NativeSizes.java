// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;
import ebb.base.EbbException;

/**
 * A distribution of block sizes in mapped memory; a kernel copies it at its start, and it may be closed then.
 *
 * <pre>{@code
 * try (NativeSizes sizes = new NativeSizes()) {
 *     sizes.add(64, 0.75);
 *     sizes.add(1024, 0.25);
 *     kernel.start(sizes, null);
 * }
 * }</pre>
 */
public final class NativeSizes implements AutoCloseable {
    /** {@code EBB_SIZES_MOST}: the most pairs that it takes. */
    public static final int MOST = 65_536;

    /** The largest size in bytes; the smallest is 1. */
    public static final long LARGEST = 1L << 30;

    /** The largest weight; every one is above 0. */
    public static final double HEAVIEST = 1e18;

    private final Pointer handle;

    public NativeSizes() {
        handle = Status.opened(Shim.ebb_sizes_new(), "map a distribution of sizes");
    }

    /**
     * Adds a size, drawn with probability weight / sum of weights.
     *
     * @param size bytes, 1 to {@link #LARGEST}
     * @param weight above 0, at most {@link #HEAVIEST}
     * @throws EbbException when one of them is outside its range, or there are {@link #MOST} sizes already
     */
    public void add(long size, double weight) {
        Status.check(Shim.ebb_sizes_add(handle, size, weight), "add the size " + size + " with the weight " + weight);
    }

    Pointer handle() {
        return handle;
    }

    @Override
    public void close() {
        Shim.ebb_sizes_close(handle);
    }
}
