// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.allocator.Preflight;
import ebb.allocator.Releases;
import ebb.base.EbbException;
import ebb.latency.LatencyRecorder;
import ebb.residency.OwnProcess;
import ebb.shim.NativeBurst;
import ebb.shim.NativeBurst.Stat;
import ebb.shim.NativeLatency;
import ebb.shim.NativeReleaser;
import java.util.Optional;

/** A scenario on its threads in C. */
final class BurstLoad extends PhasedLoad {
    private final NativeBurst burst = new NativeBurst();
    private final Scenario scenario;

    /** Starts the threads and waits until RSS is at rest, for the fork's base. */
    BurstLoad(Scenario scenario, Releases releases) {
        super(scenario.warmBursts(), scenario.bursts());
        this.scenario = scenario;
        scenario.applyTo(burst);
        NativeLatency latency = LatencyRecorder.current().latency();
        if (latency != null) {
            burst.time(latency);
        }
        Optional<NativeReleaser> releaser = Preflight.releaser();
        if (releases.byLoad()) {
            burst.release(
                    releaser.orElseThrow(),
                    releases.onPark().isPresent(),
                    releases.onPark().equals(Optional.of(Releases.OnPark.LIGHT)),
                    releases.afterBurst());
        }
        burst.start();
        recorder.attach(new OwnProcess(burst, releaser));
        recorder.base();
    }

    @Override
    void run() {
        burst.run();
    }

    @Override
    void pause() {
        burst.idle(idleNanoseconds());
    }

    private long idleNanoseconds() {
        return idle(scenario.idleNanoseconds());
    }

    @Override
    void forget() {
        burst.dropSurvivors();
    }

    @Override
    void requireGood() {
        long rested = burst.stat(Stat.IDLE_END) - burst.stat(Stat.IDLE_START);
        if (rested < idleNanoseconds()) {
            throw new EbbException("The idle period of scenario '" + scenario.name() + "' lasted " + rested
                    + " ns and not the " + idleNanoseconds() + " ns asked for: the result would be too high.");
        }
    }

    @Override
    public void close() {
        recorder.detach();
        burst.close();
    }
}
