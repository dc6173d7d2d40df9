// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.Preflight;
import ebb.base.EbbException;
import ebb.latency.LatencyRecorder;
import ebb.residency.Recorder;
import ebb.shim.NativeBurst;
import ebb.shim.NativeBurst.Stat;
import ebb.shim.NativeLatency;

/** Runs a scenario on threads in C, and tells the recorder its phases. */
final class BurstLoad implements AutoCloseable {
    /** Names of the thread that waits, by which a host that shows progress reads the phase. */
    private static final String BURST_THREAD = "ebb-burst";

    private static final String IDLE_THREAD = "ebb-idle";

    private final Recorder recorder = Recorder.current();
    private final NativeBurst burst = new NativeBurst();
    private final Scenario scenario;

    /** Starts the threads and waits until RSS is at rest, for the fork's base. */
    BurstLoad(Scenario scenario) {
        this.scenario = scenario;
        scenario.applyTo(burst);
        NativeLatency latency = LatencyRecorder.current().latency();
        if (latency != null) {
            burst.time(latency);
        }
        burst.start();
        recorder.attach(burst);
        Preflight.releaser().ifPresent(recorder::attach);
        recorder.base();
    }

    /** The bursts before the measured one: first those back to back, then those with an idle period each. */
    void precede() {
        for (int i = 1; i < scenario.warmBursts(); i++) {
            begin();
            burst.run();
            recorder.afterBurst();
            recorder.withoutIdle();
            burst.dropSurvivors();
        }
        int idled = scenario.bursts() - 1 + (scenario.warmBursts() > 0 ? 1 : 0);
        for (int i = 0; i < idled; i++) {
            begin();
            burst.run();
            idle();
            burst.dropSurvivors();
        }
        begin();
    }

    private void begin() {
        Thread.currentThread().setName(BURST_THREAD);
        LatencyRecorder.current().reset();
        recorder.beforeBurst();
    }

    void run() {
        burst.run();
    }

    /**
     * The idle period and the ladder; then the survivors are freed, so that the next burst finds the heap as this one
     * did.
     */
    void rest() {
        idle();
        recorder.climb();
        burst.dropSurvivors();
    }

    private void idle() {
        recorder.afterBurst();
        Thread.currentThread().setName(IDLE_THREAD);
        burst.idle(scenario.idleNanoseconds());
        recorder.afterIdle();
        requireWholeIdle();
    }

    private void requireWholeIdle() {
        long rested = burst.stat(Stat.IDLE_END) - burst.stat(Stat.IDLE_START);
        if (rested < scenario.idleNanoseconds()) {
            throw new EbbException("The idle period of scenario '" + scenario.name() + "' lasted " + rested
                    + " ns and not the " + scenario.idleNanoseconds() + " ns asked for: the result would be too high.");
        }
    }

    @Override
    public void close() {
        recorder.detach();
        burst.close();
    }
}
