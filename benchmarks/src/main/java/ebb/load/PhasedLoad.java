// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.ForkAssignment;
import ebb.latency.LatencyRecorder;
import ebb.residency.Recorder;

/** Bursts and their idle periods in order, of which the recorder is told. */
abstract class PhasedLoad implements AutoCloseable {
    /** The phase, where a host that shows progress can read it: as the name of the thread that waits for it. */
    private static final String BURST_THREAD = "ebb-burst";

    private static final String IDLE_THREAD = "ebb-idle";

    /** The last idle period: no burst of this fork follows. */
    private static final String REST_THREAD = "ebb-rest";

    private static final String LADDER_THREAD = "ebb-ladder";

    /** Enough samples for the metrics, none of which is used. */
    private static final long BRIEF_IDLE = 200_000_000L;

    final Recorder recorder = Recorder.current();
    private final int warmBursts;
    private final int bursts;
    private boolean last;

    /**
     * @param warmBursts back to back, before the first idle period
     * @param bursts with an idle period each, beside the last of those
     */
    PhasedLoad(int warmBursts, int bursts) {
        this.warmBursts = warmBursts;
        this.bursts = bursts;
    }

    /** One burst; returns when it has ended. */
    abstract void run();

    /** The idle period. */
    abstract void pause();

    /** After the idle period: throws where that was not what its figures are to be of. */
    abstract void requireGood();

    /** Ends what the burst has left for good, so that the next one finds the heap as this one did. */
    abstract void forget();

    /** Everything before the burst that is measured: first those back to back, then those with an idle period each. */
    final void precede() {
        for (int i = 1; i < warmBursts; i++) {
            begin();
            run();
            recorder.afterBurst();
            recorder.withoutIdle();
            forget();
        }
        int idled = bursts - 1 + (warmBursts > 0 ? 1 : 0);
        for (int i = 0; i < idled; i++) {
            begin();
            run();
            idle(IDLE_THREAD);
            forget();
        }
        begin();
    }

    /** How long an idle period is, in ns: nothing more is asked of a brief fork once its last burst has ended. */
    final long idle(long whole) {
        return last && ForkAssignment.isBrief() ? Math.min(whole, BRIEF_IDLE) : whole;
    }

    private void begin() {
        Thread.currentThread().setName(BURST_THREAD);
        LatencyRecorder.current().reset();
        recorder.beforeBurst();
    }

    /** The idle period, and why memory stays. */
    final void rest() {
        last = true;
        idle(REST_THREAD);
        Thread.currentThread().setName(LADDER_THREAD);
        recorder.climb();
        forget();
    }

    private void idle(String thread) {
        recorder.afterBurst();
        Thread.currentThread().setName(thread);
        pause();
        recorder.afterIdle();
        requireGood();
    }

    @Override
    public abstract void close();
}
