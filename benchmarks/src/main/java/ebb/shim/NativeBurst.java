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
    /** In the order of {@code enum ebb_field} in ebb.h, which has ranges and units. */
    public enum Field {
        EVENTS,
        TOKENS,
        TOKENS_FIXED,
        PERMITS,
        WORKERS,
        PAYLOAD,
        BUFFERS_REQUEST,
        BUFFERS_RESPONSE,
        BUFFER_MIN,
        BUFFER_MAX,
        HOLD_MIN_US,
        HOLD_MAX_US,
        TOPOLOGY,
        SURVIVORS_PPM,
        CHURN_PER_HOUR,
        SEED,
        CHECK
    }

    /** In the order of {@code enum ebb_stat} in ebb.h, which has meanings and units. */
    public enum Stat {
        BURST_START,
        BURST_END,
        BURST_CPU_USER,
        BURST_CPU_SYS,
        BURST_FAULTS,
        LIVE_PEAK_BYTES,
        LIVE_PEAK_BLOCKS,
        TASKS,
        STEALS,
        IDLE_START,
        IDLE_END,
        IDLE_CPU,
        IDLE_CHECKS,
        LIVE_BYTES,
        LIVE_BLOCKS,
        MALLOCS,
        ALIGNED,
        REALLOCS,
        FREES,
        FREES_REMOTE,
        BYTES
    }

    /** In the order of {@code enum ebb_probe} in ebb.h, which says what each thread of the load does. */
    public enum Probe {
        /** One small malloc and free on each. */
        NUDGE,
        /** Thousands, of the scenario's sizes, with at most {@link #CHURN_BYTES} live. */
        CHURN,
        /** The allocator's release, on a thread that is not the load's. */
        OUTSIDE,
        /** On each the release of what that thread holds. */
        OWNERS,
        /** The threads end. */
        EXIT
    }

    /** {@code EBB_CHURN_BYTES}. */
    public static final long CHURN_BYTES = 32L << 20;

    /** Bits of {@code enum ebb_release_when}. */
    private static final int RELEASE_PARK = 1;

    private static final int RELEASE_PARK_LIGHT = 2;
    private static final int RELEASE_AFTER_BURST = 4;

    private final Pointer handle;

    public NativeBurst() {
        handle = Status.opened(Shim.ebb_burst_new(), "make a burst");
    }

    /** @throws EbbException when the value is outside the field's range */
    public void set(Field field, long value) {
        Status.check(Shim.ebb_burst_set(handle, field.ordinal(), value), "set " + field + " to " + value);
    }

    /**
     * Times every call of the allocator in bursts, but not in idle periods; before {@link #start}.
     *
     * @throws EbbException when the burst has been started
     */
    public void time(NativeLatency latency) {
        Status.check(Shim.ebb_burst_time(handle, latency.handle()), "time the burst");
    }

    /**
     * Has the burst make release calls of its own, which the releaser counts; before {@link #start}. The releaser is
     * closed after this.
     *
     * @param park whether each worker calls for what it holds itself as it goes to sleep
     * @param light whether it then makes the call that leaves more behind
     * @param after whether a thread calls for all as an idle period begins
     * @throws EbbException where the allocator has no such call
     */
    public void release(NativeReleaser releaser, boolean park, boolean light, boolean after) {
        int when = (park ? light ? RELEASE_PARK_LIGHT : RELEASE_PARK : 0) | (after ? RELEASE_AFTER_BURST : 0);
        Status.check(
                Shim.ebb_burst_release(handle, releaser.handle(), when), "have the burst release memory by itself");
    }

    /** Starts the threads; returns when each worker has run a health check. */
    public void start() {
        Status.check(Shim.ebb_burst_start(handle), "start the workers");
    }

    /** One burst; returns when its last event is dropped. */
    public void run() {
        Status.check(Shim.ebb_burst_run(handle), "run the burst");
    }

    /** Leaves the workers parked for this long, except for health checks. */
    public void idle(long nanoseconds) {
        Status.check(Shim.ebb_burst_idle(handle, nanoseconds), "idle");
    }

    /**
     * Makes a probe of the ladder, at rest; returns when every thread of the load has done it.
     *
     * @return whether the allocator has the call that the probe makes
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
