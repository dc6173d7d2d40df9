// SPDX-License-Identifier: Apache-2.0
package ebb.load;

import ebb.residency.Recorder;
import ebb.shim.NativeBurst;
import ebb.shim.NativeBurst.Field;

/**
 * The parameters of a burst under one name.
 *
 * @param name as in {@code -p scenario=NAME}
 * @param about one line in plain words
 * @param events in one burst, 0 to 1e9
 * @param tokens the most that an event has, 1 to 1e6
 * @param fixedTokens whether every event has that many; otherwise uniform from 1
 * @param permits events in flight, 1 to 1e6
 * @param workers threads of the pool, 1 to 256
 * @param payload bytes of an event's payload, 16 to 2^30
 * @param buffersRequest blocks that a task allocates before its first wait, 0 to 1000
 * @param buffersResponse blocks that it allocates after that wait, 0 to 1000
 * @param bufferMin bytes of the smallest of these blocks, 16 to 2^30
 * @param bufferMax bytes of the largest; sizes are uniform
 * @param holdMinMs the shortest of a task's two waits in milliseconds, 0 to 10,000
 * @param holdMaxMs the longest; uniform
 * @param topology who frees
 * @param survivors share of the blocks kept through the idle period, 0 to 1
 * @param churn health checks a second while idle, 0 to 1000
 * @param check what one asks of malloc
 * @param idleSeconds length of the idle period, 0 to 86,400
 * @param warmBursts before the others, 0 to 1000: back to back, with one idle period after the last
 * @param bursts with their idle periods in one iteration, 1 to 1000; the last is the one measured
 * @param seed the same seed makes the same requests
 */
public record Scenario(
        String name,
        String about,
        long events,
        long tokens,
        boolean fixedTokens,
        long permits,
        long workers,
        long payload,
        long buffersRequest,
        long buffersResponse,
        long bufferMin,
        long bufferMax,
        double holdMinMs,
        double holdMaxMs,
        Topology topology,
        double survivors,
        double churn,
        Check check,
        double idleSeconds,
        int warmBursts,
        int bursts,
        long seed) {

    /** Bytes of a token's cell, join-set entry and strings at its peak: see native-shims/src/service/cells.h. */
    private static final long TOKEN_BYTES = 1536 + 56 + 48 + 45 + 62 + 70;

    private static final long ENTRY_BYTES = 24;

    /** What allocators add to the requested bytes at the peak: 3 to 45 % were measured, and this is room for more. */
    private static final double OVERHEAD = 1.6;

    /** A JVM with a heap of 128 MiB, touched. */
    private static final long JVM_BYTES = 256L << 20;

    /** Who frees what another thread allocated; in the order of {@code enum ebb_topology} in ebb.h. */
    public enum Topology {
        /** Work stealing: the worker that runs a task last frees its blocks. */
        STEALING,
        /** Tasks stay with one worker: each frees what it allocated. */
        SAME_THREAD,
        /** One more thread, which only frees. */
        REAPER,
        /** Like stealing, but the workers end after the burst. */
        EXITED
    }

    /** What a health check asks of malloc; in the order of {@code enum ebb_check_kind} in ebb.h. */
    public enum Check {
        /** An HTTP request: 12 blocks, mostly of other size classes than those that the burst filled. */
        HTTP,
        /** A task like the burst's: it uses the size classes that hold the memory, and so may bring some of it back. */
        TASK
    }

    void applyTo(NativeBurst burst) {
        burst.set(Field.EVENTS, events);
        burst.set(Field.TOKENS, tokens);
        burst.set(Field.TOKENS_FIXED, fixedTokens ? 1 : 0);
        burst.set(Field.PERMITS, permits);
        burst.set(Field.WORKERS, workers);
        burst.set(Field.PAYLOAD, payload);
        burst.set(Field.BUFFERS_REQUEST, buffersRequest);
        burst.set(Field.BUFFERS_RESPONSE, buffersResponse);
        burst.set(Field.BUFFER_MIN, bufferMin);
        burst.set(Field.BUFFER_MAX, bufferMax);
        burst.set(Field.HOLD_MIN_US, Math.round(holdMinMs * 1000));
        burst.set(Field.HOLD_MAX_US, Math.round(holdMaxMs * 1000));
        burst.set(Field.TOPOLOGY, topology.ordinal());
        burst.set(Field.SURVIVORS_PPM, Math.round(survivors * 1e6));
        burst.set(Field.CHURN_PER_HOUR, Math.round(churn * 3600));
        burst.set(Field.SEED, seed);
        burst.set(Field.CHECK, check.ordinal());
    }

    long idleNanoseconds() {
        return Math.round(idleSeconds * 1e9);
    }

    /**
     * Seconds that an iteration takes on a slow machine, to tell a fork that hangs from one that is slow: all waits in
     * turn, a tenth of a millisecond for each task (7 to 20 microseconds of CPU were measured), the idle periods, and
     * the ladder, whether it is asked for or not.
     */
    public double longestSeconds() {
        return seconds(1e-4, Recorder.LADDER_LONGEST);
    }

    /** Likewise on most machines, with a tenth of that for each task: to predict the length of a run. */
    public double typicalSeconds() {
        return seconds(1e-5, Recorder.LADDER_TYPICAL);
    }

    /** What of them comes after the last burst. */
    public double typicalRestSeconds() {
        return idleSeconds + Recorder.LADDER_TYPICAL;
    }

    /**
     * @param task seconds of CPU for each
     * @param ladder seconds
     */
    private double seconds(double task, double ladder) {
        double waits = Math.ceil((double) events / permits) * 2 * holdMaxMs / 1e3;
        double tasks = events * tokensOfEvent() * task;
        int idles = bursts + (warmBursts > 0 ? 1 : 0);
        return (warmBursts + bursts) * (waits + tasks) + idles * idleSeconds + ladder;
    }

    private double tokensOfEvent() {
        return fixedTokens ? tokens : (1 + tokens) / 2.0;
    }

    /**
     * An upper estimate of the bytes that a fork needs at its peak, to refuse a run before it starts: all permits in
     * flight, every task with all its blocks, and room for the allocator's overhead and the JVM.
     */
    public long estimatedPeakBytes() {
        long buffers = buffersRequest + buffersResponse;
        double entries = buffers == 0 ? 0 : 2.0 * buffers;
        double token = TOKEN_BYTES + 3 * ENTRY_BYTES + entries * ENTRY_BYTES + buffers * (bufferMin + bufferMax) / 2.0;
        double event = payload + tokensOfEvent() * token;
        double live = Math.min(permits, events) * event + survivors * events * event;
        // The ladder's churn comes while the allocator may still hold all of the burst's memory.
        double churn = Math.min(live, NativeBurst.CHURN_BYTES);
        return Math.round(JVM_BYTES + (live + churn) * OVERHEAD); // at most Long.MAX_VALUE
    }
}
