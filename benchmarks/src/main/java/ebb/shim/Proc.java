// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;
import ebb.base.EbbException;

/** Kernel files of this process, read by the shim into mapped memory; one thread at a time. */
public final class Proc implements AutoCloseable {
    private static final int STATUS = 0;
    private static final int SMAPS_ROLLUP = 1;
    private static final int MAPS = 2;

    private final Pointer handle;

    private Proc(Pointer handle) {
        this.handle = handle;
    }

    /** @throws EbbException when the files cannot be opened */
    public static Proc open() {
        return new Proc(Status.opened(Shim.ebb_proc_open(), "open the files of /proc/self"));
    }

    public String status() {
        return read(STATUS, "/proc/self/status");
    }

    /** Holds the map lock for milliseconds where much is resident. */
    public String smapsRollup() {
        return read(SMAPS_ROLLUP, "/proc/self/smaps_rollup");
    }

    public String maps() {
        return read(MAPS, "/proc/self/maps");
    }

    /** Resident bytes by /proc/self/statm, exact to within a few pages per core. */
    public long rss() {
        return Status.check(Shim.ebb_proc_rss(handle), "read /proc/self/statm");
    }

    /** Sets VmHWM back to the present RSS. */
    public void resetPeak() {
        Status.check(Shim.ebb_proc_reset_peak(handle), "reset the high-water mark by /proc/self/clear_refs");
    }

    @Override
    public void close() {
        Shim.ebb_proc_close(handle);
    }

    private String read(int file, String name) {
        return Status.opened(Shim.ebb_proc_read(handle, file), "read " + name).getString(0, "UTF-8");
    }
}
