// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.residency.Recorder;
import ebb.shim.NativeBurst;

/** A scenario on its threads in C, whose phases the recorder is told of. */
final class BurstLoad implements AutoCloseable {
    private final Recorder recorder = Recorder.current();
    private final NativeBurst burst = new NativeBurst();
    private final Scenario scenario;

    /** Starts the threads and waits until RSS is at rest: what is resident then is the fork's base. */
    BurstLoad(Scenario scenario) {
        this.scenario = scenario;
        scenario.applyTo(burst);
        burst.start();
        recorder.attach(burst);
        recorder.base();
    }

    /** Everything before the burst that is measured. */
    void precede() {
        for (int i = 1; i < scenario.bursts(); i++) {
            recorder.beforeBurst();
            burst.run();
            rest();
        }
        recorder.beforeBurst();
    }

    void run() {
        burst.run();
    }

    /** The idle period; the survivors are freed behind it, so that the next burst finds the heap as this one did. */
    void rest() {
        recorder.afterBurst();
        burst.idle(scenario.idleNanoseconds());
        recorder.afterIdle();
        burst.dropSurvivors();
    }

    @Override
    public void close() {
        recorder.detach();
        burst.close();
    }
}
