// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends a fork that hangs, or whose allocator says that it drops a setting.
 *
 * <p>The first is needed because a preloaded allocator can lock up before the JVM says anything (jemalloc with a background thread
 * has such reports), and JMH waits for its fork for ever.
 */
final class Watchdog implements AutoCloseable {
    private static final long POLL_MILLIS = 100;
    private static final Duration NEVER = Duration.ofDays(36_500);

    private final BooleanSupplier started;
    private final Supplier<Optional<String>> complaint;
    private final Duration startLimit;
    private final Duration limit;
    private final Thread thread;
    private volatile boolean done;
    private volatile @Nullable String verdict;

    /**
     * Starts to watch.
     *
     * @param started whether the fork has reached its first iteration
     * @param complaint what its allocator complained of, as soon as it did
     * @param startLimit how long the fork may take to its first iteration
     * @param limit how long the fork may take from there
     */
    Watchdog(BooleanSupplier started, Supplier<Optional<String>> complaint, Duration startLimit, Duration limit) {
        this.started = started;
        this.complaint = complaint;
        this.startLimit = bounded(startLimit);
        this.limit = bounded(limit);
        this.thread = new Thread(this::guard, "ebb-watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    /** Why the fork was ended, as a sentence; null where it was not. */
    @Nullable
    String verdict() {
        return verdict;
    }

    /**
     * Waits until it is gone: it kills whatever fork runs, and would otherwise, woken late, kill the one that comes next.
     * What is left of its loop cannot block, so the wait is short; a verdict that it still gives changes nothing for a
     * fork that has ended.
     */
    @Override
    public void close() {
        done = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What can be told in nanoseconds: a longer time never comes. */
    private static Duration bounded(Duration asked) {
        return asked.compareTo(NEVER) < 0 ? asked : NEVER;
    }

    /** A fork that nobody watches could hang for ever. */
    private void guard() {
        try {
            watch();
        } catch (Throwable fault) {
            end("what watches it failed with " + fault + ", which is a fault in Ebb, and so it was ended.");
        }
    }

    private void watch() {
        long begin = System.nanoTime();
        boolean running = false;
        while (!done) {
            if (!running && started.getAsBoolean()) {
                running = true;
                begin = System.nanoTime();
            }
            Optional<String> complained = complaint.get();
            if (complained.isPresent()) {
                end(ForkOutcome.complained(complained.get()));
                return;
            }
            if (System.nanoTime() - begin > (running ? limit : startLimit).toNanos()) {
                end(
                        running
                                ? "it did not finish within " + limit.toSeconds()
                                        + " s of its first iteration and was ended; if it was only slow, give it more with"
                                        + " -to TIME."
                                : "it did not reach its first iteration within " + startLimit.toSeconds()
                                        + " s and was ended; if it was only slow, give it more with --start-limit SECONDS.");
                return;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void end(String why) {
        verdict = why;
        Forks.kill();
    }
}
