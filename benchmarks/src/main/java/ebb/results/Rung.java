// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.shim.Probe;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rungs of the ladder that is climbed after the idle period, in order, and all that is said of them: each asks more of
 * the program than the one before. What a rung brings back was held by what it does; {@link #REST} is what none did.
 */
public enum Rung {
    /** Nothing: what returns by itself in the meantime, and a measure of the noise. */
    IDLE(
            Phase.CONTROL,
            null,
            "later",
            "by itself, only later",
            "by itself meanwhile",
            "It was still falling; a scenario with a longer idle period shows how far."),

    NUDGE(
            Phase.NUDGE,
            Probe.NUDGE,
            "nudge",
            "when each thread does a little",
            "when each thread made one small request",
            "Threads that sleep do not do that: wake each of them for a request from time to time."),

    CHURN(
            Phase.CHURN,
            Probe.CHURN,
            "churn",
            "when each thread works on",
            "when each thread allocated and freed for a while",
            "Threads that sleep do not do that, and one request on each is not enough: spread some work over all of them"
                    + " between bursts."),

    OUTSIDE(
            Phase.OUTSIDE,
            Probe.OUTSIDE,
            "outside",
            "on request, from any thread",
            "on one call of %s from a thread that had allocated nothing",
            "A thread of your own can call it after each burst."),

    OWNERS(
            Phase.OWNERS,
            Probe.OWNERS,
            "owners",
            "on request, from its own threads",
            "only when each of its threads called %s itself",
            "No other thread can do it for them: let each worker make that call when it runs out of work."),

    EXIT(
            Phase.EXIT,
            Probe.EXIT,
            "exit",
            "when its threads end",
            "only when its threads ended",
            "Fewer threads hold less; threads that end after a burst hold nothing."),

    /** No step: what none of them brought back. */
    REST(null, null, "rest", "at no step", "never", "No call helps: it takes another allocator, or other settings.");

    /** Those that are climbed: all but {@link #REST}. */
    public static final List<Rung> CLIMBED =
            Arrays.stream(values()).filter(rung -> rung != REST).toList();

    private final @Nullable Phase phase;
    private final @Nullable Probe probe;
    private final String column;
    private final String given;
    private final String when;
    private final String advice;

    Rung(@Nullable Phase phase, @Nullable Probe probe, String column, String given, String when, String advice) {
        this.phase = phase;
        this.probe = probe;
        this.column = column;
        this.given = given;
        this.when = when;
        this.advice = advice;
    }

    /**
     * As which samples of this rung are marked.
     *
     * @throws IllegalStateException of {@link #REST}
     */
    public Phase phase() {
        if (phase == null) {
            throw new IllegalStateException(this + " is not climbed");
        }
        return phase;
    }

    /** The rung as which samples of a phase are marked; empty for the other phases. */
    public static Optional<Rung> of(Phase phase) {
        return CLIMBED.stream().filter(rung -> rung.phase == phase).findFirst();
    }

    /** What is done; empty for nothing. */
    public Optional<Probe> probe() {
        return Optional.ofNullable(probe);
    }

    /** The name within {@code why.…}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The metric of what the rung gave back, MiB. */
    public Metric metric() {
        return Metric.of("why." + word());
    }

    /** Head of a table's column. */
    public String column() {
        return column;
    }

    /** What a reader is told of a byte that went here, after "given back". */
    public String given() {
        return given;
    }

    /**
     * How it came back, after "came back".
     *
     * @param call the allocator's release, for the rungs that make it
     */
    public String when(String call) {
        return String.format(Locale.ROOT, when, call);
    }

    /** What to do where most was held here. */
    public String advice() {
        return advice;
    }
}
