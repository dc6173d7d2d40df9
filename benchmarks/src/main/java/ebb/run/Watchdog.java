// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends a fork that hangs, or whose allocator says that it ignores a setting.
 *
 * <p>A preloaded allocator can lock up before the JVM prints anything (there are such reports about jemalloc with a
 * background thread), and JMH waits for its fork for ever.
 */
final class Watchdog implements AutoCloseable {
    private static final long POLL_MILLIS = 100;
    private static final Duration NEVER = Duration.ofDays(36_500);

    private final BooleanSupplier started;
    private final Supplier<Optional<String>> complaint;
    private final Duration startLimit;
    private final Duration limit;
    private final ForkProcess fork;
    private final Runnable look;
    private final Thread thread;
    private volatile boolean done;
    private volatile @Nullable String verdict;
    private volatile boolean timeOut;

    /**
     * Starts to watch.
     *
     * @param started whether the fork has reached its first iteration
     * @param complaint of its allocator, if there is one yet
     * @param startLimit how long the fork may take to reach its first iteration
     * @param limit how long it may take from there
     * @param fork that is ended
     * @param look done again and again, as long as it is watched
     */
    Watchdog(
            BooleanSupplier started,
            Supplier<Optional<String>> complaint,
            Duration startLimit,
            Duration limit,
            ForkProcess fork,
            Runnable look) {
        this.started = started;
        this.complaint = complaint;
        this.startLimit = bounded(startLimit);
        this.limit = bounded(limit);
        this.fork = fork;
        this.look = look;
        this.thread = new Thread(this::guard, "ebb-watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    /** Why the fork was ended, in a sentence; null where it was not. */
    @Nullable
    String verdict() {
        return verdict;
    }

    /** Whether that was for its time. */
    boolean wasTimeOut() {
        return timeOut;
    }

    /**
     * Waits for its thread to end: a late look would be at the next fork. The rest of its loop does not block, so the wait
     * is short, and a late verdict changes nothing for a fork that has ended.
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
            look.run();
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
                timeOut = true;
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
        fork.kill();
    }
}
