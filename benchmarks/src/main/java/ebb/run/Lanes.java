// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.residency.Slots;
import ebb.residency.Slots.Slot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs forks in lanes, each in a thread with one fork after the other. The lanes start their forks in turns: a lane that
 * has the turn chooses the next fork, waits for room and starts it, and gives the turn back when the fork's last burst is
 * over, or when the fork has ended. See {@link Slots} for why.
 */
final class Lanes {
    private static final long POLL_MILLIS = 50;
    private static final long MEMORY_MILLIS = 200;

    private final int count;
    private final Path folder;
    private final Semaphore starts = new Semaphore(1, true);
    private volatile boolean stopped;

    /**
     * @param count 1 or more
     * @param folder the run's
     */
    Lanes(int count, Path folder) {
        this.count = count;
        this.folder = folder;
    }

    /** The right to start a fork and to let it burst, which one lane has at a time. */
    final class Turn {
        private final @Nullable Slots slots;
        private boolean held;

        /** @param slots null where there is one lane */
        private Turn(@Nullable Slots slots) {
            this.slots = slots;
        }

        private void take() {
            if (slots != null) {
                starts.acquireUninterruptibly();
                hold();
            }
        }

        /**
         * Returns with the burst's slot when one more fork has room beside the others, or when none goes on that could make
         * room. A service's fork, which repeats its burst, has the slot before; and while this waits for room, since it
         * would not end otherwise.
         *
         * @param lack of memory now; empty where there is enough
         * @param busy whether any fork goes on
         * @param tell gets the sentence, once
         */
        void awaitRoom(Supplier<Optional<String>> lack, BooleanSupplier busy, Consumer<String> tell) {
            boolean told = false;
            while (true) {
                if (slots != null && !slots.tryTake(Slot.BURST)) {
                    pause(POLL_MILLIS);
                    continue;
                }
                Optional<String> lacking = busy.getAsBoolean() ? lack.get() : Optional.empty();
                if (lacking.isEmpty()) {
                    return;
                }
                if (slots != null) {
                    slots.giveBack(Slot.BURST);
                }
                if (!told) {
                    tell.accept(lacking.get() + ": it waits until another fork has ended.");
                    told = true;
                }
                pause(MEMORY_MILLIS);
            }
        }

        private synchronized void hold() {
            held = true;
        }

        /** Whether others wait for it, or may. */
        synchronized boolean isWanted() {
            return held;
        }

        /** Gives it back, once. */
        synchronized void giveBack() {
            if (held && slots != null) {
                held = false;
                try {
                    slots.giveBack(Slot.BURST);
                } finally {
                    starts.release();
                }
            }
        }
    }

    int count() {
        return count;
    }

    /** Whether a lane has failed: no other goes on, and their forks were ended. */
    boolean isStopped() {
        return stopped;
    }

    /**
     * Returns when all lanes have ended.
     *
     * @param step runs the next fork to its end; returns whether there was one
     * @throws EbbException by the first lane that failed
     */
    void run(Predicate<Turn> step) {
        if (count == 1) {
            lane(null, step);
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try (Slots slots = Slots.make(folder)) {
            List<Future<?>> lanes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                lanes.add(threads.submit(() -> lane(slots, step)));
            }
            join(lanes);
        } finally {
            threads.shutdown();
        }
    }

    private static void join(List<Future<?>> lanes) {
        @Nullable Throwable first = null;
        for (Future<?> lane : lanes) {
            try {
                lane.get();
            } catch (ExecutionException e) {
                first = first == null ? e.getCause() : first;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EbbException("Interrupted while forks ran.");
            }
        }
        if (first instanceof RuntimeException fault) {
            throw fault;
        }
        if (first instanceof Error fault) {
            throw fault;
        }
    }

    private void lane(@Nullable Slots slots, Predicate<Turn> step) {
        boolean more = true;
        while (more) {
            Turn turn = new Turn(slots);
            try {
                turn.take();
                more = !stopped && step.test(turn);
            } catch (RuntimeException | Error e) {
                stopped = true;
                Forks.kill();
                throw e;
            } finally {
                turn.giveBack();
            }
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EbbException("Interrupted while a fork waited for its turn.");
        }
    }
}
