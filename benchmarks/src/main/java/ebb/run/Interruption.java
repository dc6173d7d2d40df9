// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Ctrl-C and SIGTERM while a run goes on: ends the fork, lets the run write what it has, says so in one sentence. The
 * JVM then exits with 128 plus the signal's number.
 */
final class Interruption implements AutoCloseable {
    /** The run only has to merge and to write, once its fork is dead. */
    private static final long WRITE_SECONDS = 20;

    private static final long POLL_MILLIS = 50;

    /** A terminal's Ctrl-C reaches the fork as well, and may reach it first. */
    private static final long GRACE_MILLIS = 300;

    private final CountDownLatch written = new CountDownLatch(1);
    private final Supplier<String> sentence;
    private final Thread hook;
    private volatile boolean happened;

    /** @param sentence printed when everything is written; none where it is empty */
    Interruption(Supplier<String> sentence) {
        this.sentence = sentence;
        this.hook = new Thread(this::interrupted, "ebb-interruption");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            happened = true; // the JVM is going down already, and whoever waits for that says so
        }
    }

    boolean happened() {
        return happened;
    }

    /** Whether a fork failed because the run is being interrupted. */
    boolean isCauseOfFailure() {
        for (long waited = 0; !happened && waited < GRACE_MILLIS; waited += 10) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return happened;
            }
        }
        return happened;
    }

    /** The run has written everything. */
    @Override
    public void close() {
        written.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down, and its hook waited for the line above.
            return;
        }
    }

    private void interrupted() {
        happened = true;
        long begin = System.nanoTime();
        try {
            do {
                if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(WRITE_SECONDS)) {
                    System.err.println("Interrupted: the results could not all be written in time.");
                    return;
                }
                // Repeatedly: a fork may have been about to start.
                Forks.kill();
            } while (!written.await(POLL_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            return;
        }
        String text = sentence.get();
        if (!text.isEmpty()) {
            System.err.println();
            System.err.println(text);
        }
    }
}
