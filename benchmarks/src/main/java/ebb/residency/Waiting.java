// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * The ladder's first rung: waits until the memory held has been still for longer than any decay, so that no later rung is
 * credited with what goes by itself.
 */
final class Waiting {
    /** The longest decay of a bundled allocator, jemalloc's; nanoseconds. A longer one shows as movement within it. */
    static final long WINDOW = 10_000_000_000L;

    /** The longest wait: what still moves then is reported as drift. */
    static final long LONGEST = 30_000_000_000L;

    /** Bytes. Less is not worth explaining, and what moves less within a {@link #WINDOW} is still. */
    private static final long LITTLE = 1 << 20;

    private static final double SECOND = 1e9;

    private record Reading(long nanos, long held) {}

    private final long floor;
    private final long range;
    private final Settling settling;
    private final Deque<Reading> window = new ArrayDeque<>();
    private boolean still;
    private BooleanSupplier turn = () -> true;

    /**
     * @param floor bytes that stay: the base, and what is live
     * @param held bytes at the end of idle; movement of a hundredth of what may come back counts as still
     */
    Waiting(long floor, long held) {
        this.floor = floor;
        range = Math.max(LITTLE, (held - floor) / 100);
        settling = new Settling(range, WINDOW);
    }

    /**
     * After an idle period, whose samples tell how long what is held has been still already.
     *
     * @param moved bytes by which RSS moved since a time
     */
    static Waiting after(Cycle cycle, KernelFiles.Rollup base, LongUnaryOperator moved) {
        KernelFiles.Rollup memory = cycle.idle().memory();
        Waiting waiting = new Waiting(base.held() + cycle.live(), memory.held());
        long since = Math.max(cycle.burst().end(), cycle.idle().end() - WINDOW);
        // The samples are of RSS, which does not show pages that are given back lazily.
        if (memory.lazyFree() <= waiting.range && moved.applyAsLong(since) <= waiting.range) {
            waiting.add(since, memory.held());
        }
        return waiting;
    }

    /** @param next whether it is this fork's turn to climb: until then the wait goes on */
    void until(BooleanSupplier next) {
        turn = next;
    }

    void add(long nanos, long held) {
        still = settling.add(nanos, held) || held - floor < LITTLE;
        window.addLast(new Reading(nanos, held));
        while (window.getFirst().nanos() < nanos - WINDOW) {
            window.removeFirst();
        }
    }

    /**
     * Returns the last reading, once it is still or after {@link #LONGEST}, and it is this fork's turn.
     *
     * @param rest waits between two readings
     * @param clock CLOCK_MONOTONIC
     */
    KernelFiles.Rollup await(Runnable rest, Supplier<KernelFiles.Rollup> memory, LongSupplier clock) {
        long start = clock.getAsLong();
        long now;
        KernelFiles.Rollup read;
        do {
            rest.run();
            read = memory.get();
            now = clock.getAsLong();
            add(now, read.held());
        } while ((!still && now - start < LONGEST) || !turn.getAsBoolean());
        return read;
    }

    /** Bytes a second by which the memory held moved within the last {@link #WINDOW}; 0 where it was still. */
    double drift() {
        long time = window.getLast().nanos() - window.getFirst().nanos();
        if (still || time == 0) {
            return 0;
        }
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (Reading reading : window) {
            low = Math.min(low, reading.held());
            high = Math.max(high, reading.held());
        }
        return (high - low) / (time / SECOND);
    }
}
