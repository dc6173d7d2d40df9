// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.shim.NativeBurst.Probe;
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
            "a wait",
            "by itself, only later",
            "by itself meanwhile",
            "It was still falling; a scenario with a longer idle period shows how far."),

    NUDGE(
            Phase.NUDGE,
            Probe.NUDGE,
            "nudge",
            "one small request on each of the load's threads at once",
            "when each thread does a little",
            "when each thread made one small request",
            "Threads that sleep do not do that: wake each of them for a request from time to time."),

    CHURN(
            Phase.CHURN,
            Probe.CHURN,
            "churn",
            "many of them",
            "when each thread works on",
            "when each thread allocated and freed for a while",
            "Threads that sleep do not do that, and one request on each is not enough: spread some work over all of them"
                    + " between bursts."),

    OUTSIDE(
            Phase.OUTSIDE,
            Probe.OUTSIDE,
            "outside",
            "the allocator's own release, called by one thread that held none of it",
            "on request, from any thread",
            "on one call of %1$s from a thread that held none of it",
            "A thread of your own can call it after each burst, once it has allocated something itself."),

    OWNERS(
            Phase.OWNERS,
            Probe.OWNERS,
            "owners",
            "the call for what a thread holds itself, on each of the load's threads",
            "on request, from its own threads",
            "only when each of its threads called %2$s itself",
            "No other thread can do it for them: let each worker make that call when it runs out of work."),

    EXIT(
            Phase.EXIT,
            Probe.EXIT,
            "exit",
            "the end of these threads",
            "when its threads end",
            "only when its threads ended",
            "Fewer threads hold less; threads that end after a burst hold nothing."),

    /** No step: what none of them brought back. */
    REST(
            null,
            null,
            "rest",
            "",
            "at no step",
            "by nothing that Ebb tried",
            "Another allocator, or other settings, may keep less.");

    /** Those that are climbed: all but {@link #REST}. */
    public static final List<Rung> CLIMBED =
            Arrays.stream(values()).filter(rung -> rung != REST).toList();

    private final @Nullable Phase phase;
    private final @Nullable Probe probe;
    private final String column;
    private final String tried;
    private final String given;
    private final String when;
    private final String advice;

    Rung(
            @Nullable Phase phase,
            @Nullable Probe probe,
            String column,
            String tried,
            String given,
            String when,
            String advice) {
        this.phase = phase;
        this.probe = probe;
        this.column = column;
        this.tried = tried;
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

    /** What was tried, for a list of all that was. */
    public String tried() {
        return tried;
    }

    /** What a reader is told of a byte that went here, after "given back". */
    public String given() {
        return given;
    }

    /**
     * How it came back, after "came back".
     *
     * @param outside the allocator's call for any thread
     * @param owner its call for a thread that holds something itself
     */
    public String when(String outside, String owner) {
        return String.format(Locale.ROOT, when, outside, owner);
    }

    /** What to do where most was held here. */
    public String advice() {
        return advice;
    }
}
