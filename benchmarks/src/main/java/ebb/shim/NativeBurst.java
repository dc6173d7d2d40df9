// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;
import ebb.base.EbbException;

/**
 * The service's load on worker threads in C.
 *
 * <pre>{@code
 * try (NativeBurst burst = new NativeBurst()) {
 *     burst.set(Field.EVENTS, 100); // and every other field
 *     burst.start();
 *     burst.run();
 *     burst.idle(15_000_000_000L);
 *     long live = burst.stat(Stat.LIVE_BYTES);
 * }
 * }</pre>
 *
 * One thread at a time.
 */
public final class NativeBurst implements AutoCloseable {
    private final Pointer handle;

    public NativeBurst() {
        handle = Status.opened(Shim.ebb_burst_new(), "make a burst");
    }

    /** @throws EbbException when the value is outside the field's range */
    public void set(Field field, long value) {
        Status.check(Shim.ebb_burst_set(handle, field.ordinal(), value), "set " + field + " to " + value);
    }

    /**
     * Times every call of the allocator that the bursts make, but those of idle periods; before {@link #start}.
     *
     * @throws EbbException when the burst has been started
     */
    public void time(NativeLatency latency) {
        Status.check(Shim.ebb_burst_time(handle, latency.handle()), "time the burst");
    }

    /** Starts the threads; returns when each worker has run a health check. */
    public void start() {
        Status.check(Shim.ebb_burst_start(handle), "start the workers");
    }

    /** One burst; returns when its last event is dropped. */
    public void run() {
        Status.check(Shim.ebb_burst_run(handle), "run the burst");
    }

    /** Leaves the workers parked for this long, but for the health checks. */
    public void idle(long nanoseconds) {
        Status.check(Shim.ebb_burst_idle(handle, nanoseconds), "idle");
    }

    /**
     * One step of the ladder of probes, at rest; returns when every thread of the load has done it.
     *
     * @return whether the allocator has the call that the step makes
     */
    public boolean probe(Probe probe) {
        return Status.present(Shim.ebb_burst_probe(handle, probe.ordinal()), "make the probe " + probe);
    }

    public void dropSurvivors() {
        Status.check(Shim.ebb_burst_drop_survivors(handle), "free the survivors");
    }

    /** Exact whenever no burst is running. */
    public long stat(Stat stat) {
        return Shim.ebb_burst_stat(handle, stat.ordinal());
    }

    Pointer handle() {
        return handle;
    }

    @Override
    public void close() {
        Status.check(Shim.ebb_burst_close(handle), "end the burst's threads");
    }
}
