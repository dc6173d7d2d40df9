// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import ebb.results.Rung;
import ebb.results.Timeline;
import ebb.shim.NativeBurst;
import ebb.shim.NativeBurst.Stat;
import ebb.shim.NativeReleaser;
import ebb.shim.NativeSampler;
import ebb.shim.Proc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A benchmark tells it which phase begins or ends; the profiler takes what was recorded.
 *
 * <pre>{@code
 * // Setup(Trial), after burst.start()
 * Recorder.current().attach(burst);
 * Recorder.current().base();
 * // Setup(Iteration)
 * Recorder.current().beforeBurst();
 * // Benchmark
 * burst.run();
 * // TearDown(Iteration)
 * Recorder.current().afterBurst();
 * burst.idle(nanoseconds);
 * Recorder.current().afterIdle();
 * Recorder.current().climb(); // after the last idle period of the iteration
 * // TearDown(Trial)
 * Recorder.current().detach();
 * burst.close();
 * }</pre>
 *
 * Phases are recorded whether or not {@link RssProfiler} is on; the profiler adds a sampler. Calls may come from several
 * threads, as JMH makes them, but one after the other. A call out of order throws
 * {@link IllegalStateException}.
 */
public final class Recorder {
    /** Samples kept: 1.5 MiB, eleven minutes at 10 ms before the first halving. */
    private static final long CAPACITY = 1 << 16;

    /** What {@link #climb} takes where nothing moves by itself any more: six rests, readings and releases; seconds. */
    public static final double LADDER_TYPICAL = 5;
    /** The most: the whole of the wait, of the churn, and a slow allocator's releases; seconds. */
    public static final double LADDER_LONGEST = 60;

    private static final Recorder CURRENT = new Recorder();

    private final List<Cycle.Burst> bursts = new ArrayList<>();
    private final List<Cycle> cycles = new ArrayList<>();
    private @Nullable Proc proc;
    private @Nullable NativeBurst watched;
    private Release.@Nullable Watch releasing;
    private @Nullable Inquiry inquiry;
    private @Nullable NativeSampler sampler;
    private KernelFiles.@Nullable Rollup base;
    private Rung.@Nullable Order why;
    private boolean used;
    private boolean open;
    private int withoutIdle;
    private long freesBefore;
    private long freesRemoteBefore;
    private Cycle.@Nullable Burst ended;

    private Recorder() {}

    /** The one of this process. */
    public static Recorder current() {
        return CURRENT;
    }

    /** Whose live bytes and counts are recorded, from now until {@link #detach}. */
    public void attach(NativeBurst burst) {
        used = true;
        watched = burst;
        if (sampler != null) {
            sampler.watch(burst);
        }
    }

    /** Whose cost is recorded, from now on. */
    public void attach(NativeReleaser thread) {
        releasing = new Release.Watch(thread);
    }

    /** Must be called before the attached burst is closed: the sampler reads its memory. */
    public void detach() {
        watched = null;
        if (sampler != null) {
            sampler.watch(null);
        }
    }

    /**
     * Waits until RSS is at rest, 5 s at most, and takes it as the base of this fork; later calls change nothing. To be
     * called when all is loaded and every worker started, before the first burst.
     */
    public void base() {
        used = true;
        if (base != null) {
            return;
        }
        Recording.rehearse();
        KernelFiles.Status.parse(proc().status());
        memory();
        if (why != null) {
            inquiry = new Inquiry(why);
        }
        Settling.await(proc()::rss);
        base = memory();
        if (inquiry != null) {
            inquiry.base();
        }
    }

    /**
     * Sets the kernel's high-water mark back.
     *
     * @throws EbbException where /proc/self/clear_refs cannot be written
     */
    public void beforeBurst() {
        require(base != null && !open && ended == null, "beforeBurst must follow base, withoutIdle or afterIdle");
        open = true;
        if (inquiry != null) {
            inquiry.beforeBurst(watched());
        }
        if (releasing != null) {
            releasing.beforeBurst();
        }
        freesBefore = stat(Stat.FREES);
        freesRemoteBefore = stat(Stat.FREES_REMOTE);
        proc().resetPeak();
    }

    /** Reads what the burst left; to be called at once when it has ended. */
    public void afterBurst() {
        require(open, "afterBurst must follow beforeBurst");
        KernelFiles.Status status = KernelFiles.Status.parse(proc().status()).certain(RssError.here());
        open = false;
        Cycle.Burst burst = new Cycle.Burst(
                stat(Stat.BURST_START),
                stat(Stat.BURST_END),
                status,
                stat(Stat.BURST_CPU_USER),
                stat(Stat.BURST_CPU_SYS),
                stat(Stat.BURST_FAULTS),
                stat(Stat.LIVE_PEAK_BYTES),
                stat(Stat.LIVE_PEAK_BLOCKS));
        bursts.add(burst);
        ended = burst;
        if (releasing != null) {
            releasing.afterBurst();
        }
        if (inquiry != null) {
            inquiry.afterBurst();
        }
    }

    /** Tells that the next burst follows at once; only before the iteration's first idle period. */
    public void withoutIdle() {
        require(ended != null && cycles.isEmpty(), "withoutIdle must follow afterBurst, before any afterIdle");
        withoutIdle++;
        ended = null;
    }

    /** Reads what is still resident; to be called at once when the idle period has ended. */
    public void afterIdle() {
        Cycle.Burst burst = ended;
        if (burst == null) {
            throw new IllegalStateException("afterIdle must follow afterBurst");
        }
        KernelFiles.Rollup left = memory();
        cycles.add(new Cycle(
                burst,
                new Cycle.Idle(
                        stat(Stat.IDLE_END),
                        stat(Stat.IDLE_CPU),
                        left,
                        stat(Stat.LIVE_BYTES),
                        stat(Stat.FREES) - freesBefore,
                        stat(Stat.FREES_REMOTE) - freesRemoteBefore)));
        ended = null;
        if (releasing != null) {
            releasing.afterIdle();
        }
        if (inquiry != null) {
            inquiry.afterIdle();
        }
    }

    /**
     * Finds out why memory stays, where the profiler was asked to: the ladder. All other metrics have been read by then;
     * the load's threads end.
     */
    public void climb() {
        require(!open && ended == null && !cycles.isEmpty(), "climb must follow afterIdle");
        if (inquiry != null && base != null && sampler != null) {
            Cycle last = cycles.get(cycles.size() - 1);
            inquiry.climb(watched(), Waiting.after(last, base, sampler), this::memory);
        }
    }

    /**
     * Begins an iteration.
     *
     * @param interval nanoseconds between samples of the new timeline
     * @param why how to find out why memory stays; empty: not at all
     */
    void begin(long interval, Optional<Rung.Order> why) {
        this.why = why.orElse(null);
        bursts.clear();
        cycles.clear();
        withoutIdle = 0;
        used = watched != null;
        NativeSampler fresh = new NativeSampler(interval, CAPACITY);
        sampler = fresh;
        fresh.watch(watched);
        fresh.start();
    }

    /**
     * Ends the iteration.
     *
     * @return empty for a benchmark that never told of a burst
     * @throws EbbException where it did, but no burst and idle period came to their end
     */
    Optional<Recording> end() {
        NativeSampler ending = sampler;
        if (ending == null) {
            throw new IllegalStateException("end must follow begin");
        }
        sampler = null;
        try {
            ending.stop();
            KernelFiles.Rollup settled = base;
            if (!used) {
                return Optional.empty();
            }
            if (settled == null || cycles.isEmpty() || open || ended != null) {
                throw new EbbException("The iteration has no residency: its burst or the idle period after it did not"
                        + " come to its end.");
            }
            List<Ladder.Step> steps = inquiry == null ? List.of() : inquiry.steps();
            return Optional.of(new Recording(
                    settled,
                    List.copyOf(bursts),
                    // The burst that ended the row had its idle period.
                    withoutIdle == 0 ? 0 : withoutIdle + 1,
                    List.copyOf(cycles),
                    Timeline.of(ending, Cycle.spans(bursts, cycles, steps)),
                    ending.cpu(),
                    releasing == null ? Optional.empty() : releasing.last(),
                    inquiry == null ? Optional.empty() : Optional.of(inquiry.end())));
        } finally {
            ending.close();
        }
    }

    /** Ends an iteration whose benchmark threw. */
    void abandon() {
        NativeSampler ending = sampler;
        sampler = null;
        if (ending != null) {
            ending.close();
        }
    }

    private Proc proc() {
        if (proc == null) {
            proc = Proc.open();
        }
        return proc;
    }

    private KernelFiles.Rollup memory() {
        return KernelFiles.Rollup.parse(proc().smapsRollup());
    }

    private long stat(Stat stat) {
        return watched().stat(stat);
    }

    private NativeBurst watched() {
        NativeBurst burst = watched;
        if (burst == null) {
            throw new IllegalStateException("no burst is attached");
        }
        return burst;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
