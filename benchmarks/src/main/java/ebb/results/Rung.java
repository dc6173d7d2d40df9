// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.shim.NativeBurst.Probe;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rungs of the ladder that is climbed after the idle period, and every word about them. Each asks more of the
 * program than the one before. What a rung gives back had been waiting for what that rung does; {@link #REST} is what
 * none gave back.
 *
 * <p>After {@link #OUTSIDE} each rung ends with the allocator's release call from outside: what the rung does may only
 * move memory to where that call reaches it.
 */
public enum Rung {
    /** Does nothing until RSS has come to rest. */
    WAIT(
            null,
            "wait",
            "wait until nothing moves by itself",
            "by itself, only later",
            "by itself meanwhile",
            "It fell on after the idle period had ended; a longer one shows how far."),

    /** Only where activity comes first: what activity gives back without any release call. */
    NUDGE_ALONE(
            Probe.NUDGE,
            "nudge alone",
            "one small request on each of the load's threads at once",
            "when each thread does a little",
            "when each thread made one small request",
            "Threads that sleep do not do that: wake each of them for a request from time to time."),

    /** Likewise. */
    CHURN_ALONE(
            Probe.CHURN,
            "churn alone",
            "many more of them",
            "when each thread works on",
            "when each thread allocated and freed for a while",
            "Threads that sleep do not do that, and one request on each is not enough: spread some work over all of them"
                    + " between bursts."),

    OUTSIDE(
            Probe.OUTSIDE,
            "outside",
            "the allocator's release call, on a thread of Ebb's own",
            "on request, from any thread",
            "on one call of %1$s from a thread that held none of it",
            "A thread of your own can call it after each burst, once it has allocated something itself."),

    /**
     * Only of a fork, or a service, in a memory cgroup of its own; not what had been given back with MADV_FREE, which is not
     * held.
     */
    RECLAIM(
            null,
            "reclaim",
            "have the kernel take what it can without the program",
            "when the kernel takes what it can",
            "when the kernel was asked to take what it can",
            "The kernel takes it by itself when memory is short."),

    NUDGE(
            Probe.NUDGE,
            "nudge",
            "one small request on each of the load's threads at once",
            "once each thread has done a little",
            "after one small request on each thread",
            "Threads that sleep do not do that: wake each of them for a request from time to time."),

    CHURN(
            Probe.CHURN,
            "churn",
            "many more of them",
            "once each thread has worked on",
            "after each thread allocated and freed for a while",
            "Threads that sleep do not do that, and one request on each is not enough: spread some work over all of them"
                    + " between bursts."),

    OWNERS(
            Probe.OWNERS,
            "owners",
            "on each of the load's threads the call for what it holds itself",
            "on request, from its own threads",
            "when each of its threads called %2$s itself",
            "No call of another thread that Ebb tried had brought it back: let each worker make that call when it runs"
                    + " out of work."),

    EXIT(
            Probe.EXIT,
            "exit",
            "end these threads",
            "when its threads end",
            "when its threads ended",
            "Fewer threads, or threads that end after a burst, may hold less."),

    /** Only of a service, whose threads nobody reaches from outside: what they keep to themselves moves when they work. */
    REPEAT(
            null,
            "repeat",
            "the burst once more, and a rest",
            "once the burst has been repeated",
            "after the burst was run once more",
            "Release after each burst, not once."),

    /** No rung: what none of them brought back. */
    REST(
            null,
            "rest",
            "nothing",
            "at no step",
            "by nothing that Ebb tried",
            "Another allocator, or other settings, may keep less.");

    /** All but {@link #REST}. */
    public static final List<Rung> CLIMBED =
            Arrays.stream(values()).filter(rung -> rung != REST).toList();

    /** Which rungs are climbed, in the order of this file. */
    public enum Order {
        /** Begins with what asks least of the program. */
        CHEAPEST_FIRST,
        /** Activity before any call, to see what it does alone. */
        ACTIVITY_FIRST,
        /** What can be done to a program that is not ours. */
        FROM_OUTSIDE;

        /** The order that has all of these. */
        public static Order of(Collection<Rung> climbed) {
            return Arrays.stream(values())
                    .filter(order -> order.rungs().containsAll(climbed))
                    .findFirst()
                    .orElse(ACTIVITY_FIRST);
        }

        public List<Rung> rungs() {
            return switch (this) {
                case CHEAPEST_FIRST -> List.of(WAIT, OUTSIDE, RECLAIM, NUDGE, CHURN, OWNERS, EXIT);
                case ACTIVITY_FIRST -> List.of(WAIT, NUDGE_ALONE, CHURN_ALONE, OUTSIDE, RECLAIM, OWNERS, EXIT);
                case FROM_OUTSIDE -> List.of(WAIT, OUTSIDE, RECLAIM, REPEAT);
            };
        }
    }

    private final @Nullable Probe probe;
    private final String column;
    private final String does;
    private final String given;
    private final String when;
    private final String advice;

    Rung(@Nullable Probe probe, String column, String does, String given, String when, String advice) {
        this.probe = probe;
        this.column = column;
        this.does = does;
        this.given = given;
        this.when = when;
        this.advice = advice;
    }

    /**
     * The phase of samples taken on this rung.
     *
     * @throws IllegalStateException for {@link #REST}
     */
    public Phase phase() {
        if (this == REST) {
            throw new IllegalStateException(this + " is not climbed");
        }
        return new Phase(name().toLowerCase(Locale.ROOT));
    }

    /** The rung of a phase; empty for the other phases. */
    public static Optional<Rung> of(Phase phase) {
        return CLIMBED.stream().filter(rung -> rung.phase().equals(phase)).findFirst();
    }

    /**
     * MiB at each rung as parts of what was held after idle: a burst that was repeated and left more than the first has
     * brought back nothing of that.
     */
    public static Map<Rung, Double> ofHeld(Map<Rung, Double> measured) {
        Map<Rung, Double> parts = new EnumMap<>(Rung.class);
        parts.putAll(measured);
        double more = Math.min(0, parts.getOrDefault(REPEAT, 0.0));
        parts.computeIfPresent(REPEAT, (rung, mib) -> mib - more);
        parts.computeIfPresent(REST, (rung, mib) -> mib + more);
        return parts;
    }

    /**
     * What the load's threads do, in order; nothing on {@link #WAIT}, {@link #RECLAIM} and {@link #REPEAT}. An allocator that
     * has not the first has not the rung.
     */
    public List<Probe> probes() {
        if (probe == null) {
            return List.of();
        }
        return compareTo(OUTSIDE) > 0 ? List.of(probe, Probe.OUTSIDE) : List.of(probe);
    }

    /** The name within {@code why.…}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** What the rung gave back, MiB. */
    public Metric metric() {
        return Metric.of("why." + word());
    }

    /** Head of its column in a table. */
    public String column() {
        return column;
    }

    /** What Ebb does there, after "Ebb asked for it step by step:". */
    public String does() {
        return does;
    }

    /** When memory of this rung goes, after "given back". */
    public String given() {
        return given;
    }

    /**
     * How it came back, after "came back".
     *
     * @param outside the allocator's release call that any thread can make
     * @param owner its call by which a thread releases what it holds itself
     */
    public String when(String outside, String owner) {
        return String.format(Locale.ROOT, when, outside, owner);
    }

    /** What to do where most was held here. */
    public String advice() {
        return advice;
    }
}
