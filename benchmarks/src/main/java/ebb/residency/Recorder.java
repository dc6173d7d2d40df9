// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import ebb.results.Figure;
import ebb.results.Rung;
import ebb.results.Timeline;
import ebb.shim.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A benchmark tells it which phase begins or ends; the profiler takes what was recorded.
 *
 * <pre>{@code
 * // Setup(Trial), after burst.start()
 * Recorder.current().attach(new OwnProcess(burst, Preflight.releaser()));
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
    private @Nullable Subject subject;
    private Release.@Nullable Watch releasing;
    private @Nullable Inquiry inquiry;
    private @Nullable Sampler sampler;

    /** Nanoseconds between samples; 0 while no iteration is recorded. */
    private long interval;

    private KernelFiles.@Nullable Rollup base;
    private Rung.@Nullable Order why;
    private @Nullable RssError error;
    private List<Figure> more = List.of();
    private boolean open;
    private int withoutIdle;
    private Cycle.@Nullable Burst ended;

    private Recorder() {}

    /** The one of this process. */
    public static Recorder current() {
        return CURRENT;
    }

    /** Whether it is to be found out why memory stays; known from the begin of the first iteration on. */
    public boolean climbs() {
        return why != null;
    }

    /** Who is observed, from now until {@link #detach}. */
    public void attach(Subject observed) {
        subject = observed;
        releasing = observed.releaser().map(Release.Watch::new).orElse(null);
        if (interval > 0) {
            sample(observed);
        }
    }

    /** Must be called before what is attached ends. */
    public void detach() {
        if (subject != null && sampler != null) {
            subject.end(sampler);
        }
        subject = null;
    }

    /**
     * Waits until RSS is at rest, 5 s at most, and takes it as the base of this fork; later calls change nothing. To be
     * called when all is loaded and every worker started, before the first burst.
     */
    public void base() {
        if (base != null) {
            return;
        }
        Recording.rehearse();
        Subject observed = subject();
        if (why != null) {
            inquiry = new Inquiry(why, observed);
        }
        Settling.await(observed::rss);
        base = observed.memory();
        if (inquiry != null) {
            inquiry.base();
        }
    }

    /**
     * Sets the kernel's high-water mark back.
     *
     * @throws EbbException where that cannot be done
     */
    public void beforeBurst() {
        require(base != null && !open && ended == null, "beforeBurst must follow base, withoutIdle or afterIdle");
        open = true;
        if (inquiry != null) {
            inquiry.beforeBurst();
        }
        if (releasing != null) {
            releasing.beforeBurst();
        }
        subject().beforeBurst();
    }

    /** Reads what the burst left; to be called at once when it has ended. */
    public void afterBurst() {
        require(open, "afterBurst must follow beforeBurst");
        Cycle.Burst burst = subject().afterBurst();
        open = false;
        bursts.add(burst);
        ended = burst;
        error = subject().error();
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
        cycles.add(subject().afterIdle(burst));
        more = subject().figures();
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
        Sampler running = sampler;
        if (inquiry != null && base != null && running != null) {
            Cycle last = cycles.get(cycles.size() - 1);
            inquiry.climb(Waiting.after(last, base, running::range));
        }
    }

    /**
     * Begins an iteration.
     *
     * @param every nanoseconds between samples of the new timeline, which begins when there is somebody to observe
     * @param asked how to find out why memory stays; empty: not at all
     */
    void begin(long every, Optional<Rung.Order> asked) {
        interval = every;
        why = asked.orElse(null);
        bursts.clear();
        cycles.clear();
        withoutIdle = 0;
        if (subject != null) {
            sample(subject);
        }
    }

    private void sample(Subject observed) {
        Sampler fresh = observed.sampler(interval, CAPACITY);
        sampler = fresh;
        fresh.start();
    }

    /**
     * Ends the iteration.
     *
     * @return empty for a benchmark that never told of a burst
     * @throws EbbException where it did, but no burst and idle period came to their end
     */
    Optional<Recording> end() {
        require(interval > 0, "end must follow begin");
        interval = 0;
        Sampler ending = sampler;
        sampler = null;
        if (ending == null) {
            return Optional.empty();
        }
        try {
            ending.stop();
            KernelFiles.Rollup settled = base;
            RssError off = error;
            if (settled == null || off == null || cycles.isEmpty() || open || ended != null) {
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
                    off,
                    more,
                    releasing == null ? Optional.empty() : releasing.last(),
                    inquiry == null ? Optional.empty() : Optional.of(inquiry.end())));
        } finally {
            ending.close();
        }
    }

    /** Ends an iteration whose benchmark threw. */
    void abandon() {
        Sampler ending = sampler;
        interval = 0;
        sampler = null;
        if (ending != null) {
            ending.close();
        }
    }

    private Subject subject() {
        Subject observed = subject;
        if (observed == null) {
            throw new IllegalStateException("nothing is attached");
        }
        return observed;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
