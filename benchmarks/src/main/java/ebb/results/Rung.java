// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.shim.Probe;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The steps of the ladder of probes, in order: each asks more of the program than the one before. */
public enum Rung {
    /** Nothing: what returns by itself in the meantime, and a measure of the noise. */
    IDLE(Phase.CONTROL, null),
    NUDGE(Phase.NUDGE, Probe.NUDGE),
    CHURN(Phase.CHURN, Probe.CHURN),
    OUTSIDE(Phase.OUTSIDE, Probe.OUTSIDE),
    OWNERS(Phase.OWNERS, Probe.OWNERS),
    EXIT(Phase.EXIT, Probe.EXIT);

    private final Phase phase;
    private final @Nullable Probe probe;

    Rung(Phase phase, @Nullable Probe probe) {
        this.phase = phase;
        this.probe = probe;
    }

    /** As which samples of this step are marked. */
    public Phase phase() {
        return phase;
    }

    /** What is done; empty for nothing. */
    public Optional<Probe> probe() {
        return Optional.ofNullable(probe);
    }

    /** The metric of what the step gave back. */
    public String label() {
        return "why." + name().toLowerCase(Locale.ROOT);
    }
}
