// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;
import ebb.base.EbbException;

/**
 * The release calls that are made while a program runs, counted: those of a thread in C named {@value #THREAD} at an
 * interval, and those of a burst ({@link NativeBurst#release}).
 */
public final class NativeReleaser implements AutoCloseable {
    /** The thread's name, as /proc shows it. */
    public static final String THREAD = "ebb-release";

    private final Pointer handle;

    /**
     * Starts the thread, where there is to be one.
     *
     * @param interval nanoseconds between calls, 1e6 to 3.6e12; 0 for no thread
     * @throws EbbException where the allocator has no such call
     */
    public NativeReleaser(long interval) {
        handle = Status.opened(
                Shim.ebb_releaser_new(interval), "make a thread that releases memory every " + interval + " ns");
        if (interval != 0) {
            Status.check(Shim.ebb_releaser_start(handle), "start the thread that releases memory");
        }
    }

    /** Calls that have succeeded since {@link #reset}. */
    public long calls() {
        return Shim.ebb_releaser_calls(handle);
    }

    /** Nanoseconds of wall-clock time of the longest since then, whether or not it succeeded. */
    public long longest() {
        return Shim.ebb_releaser_longest(handle);
    }

    /** Nanoseconds of CPU of all calls. */
    public long cpu() {
        return Shim.ebb_releaser_cpu(handle);
    }

    /** Counts calls, and finds the longest, from now on. */
    public void reset() {
        Shim.ebb_releaser_reset(handle);
    }

    Pointer handle() {
        return handle;
    }

    @Override
    public void close() {
        Shim.ebb_releaser_close(handle);
    }
}
