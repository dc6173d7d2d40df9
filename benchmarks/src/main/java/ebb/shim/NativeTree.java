// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;
import ebb.base.EbbException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The processes below one, from outside: samples the sum of their RSS, and reads more of them between phases.
 *
 * <p>What reads may be called while it is sampled; by one thread at a time.
 */
public final class NativeTree extends Sampler {
    /** {@code enum ebb_tree_value} of ebb.h, in its order: units and meaning stand there. */
    public enum Value {
        PROCESSES,
        CAME,
        WENT,
        FAULTS,
        CPU_USER,
        CPU_SYS,
        UNREADABLE,
        PEAK,
        RSS,
        PSS,
        LAZYFREE,
        THP,
        SWAP
    }

    /**
     * A process that has been seen.
     *
     * @param name when it was first seen
     */
    public record Seen(int pid, String name) {}

    private final Pointer handle;

    /**
     * @param root whose descendants are meant, not itself
     * @param intervalNs 1e6 to 1e10
     * @param capacity samples, 1024 to 2^24; when full every second one is dropped and the interval doubles
     * @throws EbbException where there is no such process
     */
    public NativeTree(int root, long intervalNs, long capacity) {
        this(Status.opened(
                Shim.ebb_tree_new(root, intervalNs, capacity), "look at the processes below process " + root));
    }

    private NativeTree(Pointer handle) {
        super(Shim.ebb_tree_sampler(handle));
        this.handle = handle;
    }

    /** How many processes had memory. */
    public long processes(int index) {
        return third(index);
    }

    /** Looks now, and reads what {@link #value} tells; up to 10 ms a process. */
    public void read() {
        Status.check(Shim.ebb_tree_read(handle), "read the memory of the service's processes");
    }

    /** At the last read. */
    public long value(Value value) {
        return Status.check(
                Shim.ebb_tree_value(handle, value.ordinal()),
                "tell " + value.name().toLowerCase(Locale.ROOT) + " of the processes before they were read");
    }

    /** Sets the high-water mark of each back to its present RSS. */
    public void resetPeak() {
        Status.check(Shim.ebb_tree_reset_peak(handle), "reset the high-water marks of the service's processes");
    }

    /** All that have been there since this was made, as far as they were seen. */
    public List<Seen> seen() {
        List<Seen> seen = new ArrayList<>();
        long count = Shim.ebb_tree_seen(handle);
        for (long i = 0; i < count; i++) {
            int pid = Math.toIntExact(
                    Status.check(Shim.ebb_tree_seen_pid(handle, i), "tell the process that was seen as " + i));
            seen.add(new Seen(
                    pid,
                    Status.opened(Shim.ebb_tree_seen_name(handle, i), "tell the name of process " + pid)
                            .getString(0, "UTF-8")));
        }
        return seen;
    }

    @Override
    public void close() {
        Shim.ebb_tree_close(handle);
    }
}
