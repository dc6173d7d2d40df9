// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Path PROOF = Path.of("/nowhere/forks/001.proof");
    private static final ForkProcess FORK = new ForkProcess(PROOF);

    @Test
    void aForkThatDoesNotStartIsEnded() throws Exception {
        Process fork = fork(PROOF);
        try (Watchdog watchdog =
                new Watchdog(() -> false, Optional::empty, Duration.ofSeconds(1), LONG, FORK, WatchdogTest::nothing)) {
            assertThat(fork.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(fork.exitValue()).isEqualTo(137);
            assertThat(watchdog.verdict())
                    .isEqualTo(
                            "it did not reach its first iteration within 1 s and was ended; if it was only slow, give"
                                    + " it more with --start-limit SECONDS.");
        } finally {
            fork.destroyForcibly();
        }
    }

    @Test
    void aForkThatDoesNotFinishIsEnded() throws Exception {
        Process fork = fork(PROOF);
        try (Watchdog watchdog =
                new Watchdog(() -> true, Optional::empty, LONG, Duration.ofSeconds(1), FORK, WatchdogTest::nothing)) {
            assertThat(fork.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(watchdog.verdict())
                    .isEqualTo("it did not finish within 1 s of its first iteration and was ended; if it was only slow,"
                            + " give it more with -to TIME.");
        } finally {
            fork.destroyForcibly();
        }
    }

    @Test
    void aForkWhoseAllocatorComplainsIsEnded() throws Exception {
        Process fork = fork(PROOF);
        try (Watchdog watchdog = new Watchdog(
                () -> false,
                () -> Optional.of("<jemalloc>: Malformed conf string"),
                LONG,
                LONG,
                FORK,
                WatchdogTest::nothing)) {
            assertThat(fork.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(watchdog.verdict())
                    .isEqualTo("its allocator does not take the settings that it was given: \"<jemalloc>: Malformed"
                            + " conf string\"; correct 'environment' in the catalog.");
        } finally {
            fork.destroyForcibly();
        }
    }

    @Test
    void aForkWhoseWatchFailsIsEndedAndTold() throws Exception {
        Process fork = fork(PROOF);
        Supplier<Optional<String>> broken = () -> {
            throw new IllegalStateException("broken");
        };
        try (Watchdog watchdog = new Watchdog(() -> false, broken, LONG, LONG, FORK, WatchdogTest::nothing)) {
            assertThat(fork.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(watchdog.verdict())
                    .isEqualTo(
                            "what watches it failed with java.lang.IllegalStateException: broken, which is a fault in"
                                    + " Ebb, and so it was ended.");
        } finally {
            fork.destroyForcibly();
        }
    }

    /** Its nanoseconds do not fit a long. */
    @Test
    void aTimeWithoutEndIsOneThatNeverComes() throws Exception {
        Process fork = fork(PROOF);
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        try (Watchdog watchdog =
                new Watchdog(() -> false, Optional::empty, endless, endless, FORK, WatchdogTest::nothing)) {
            assertThat(fork.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(watchdog.verdict()).isNull();
        } finally {
            fork.destroyForcibly();
        }
    }

    @Test
    void aForkInTimeIsLeftAlone() throws Exception {
        Process fork = fork(PROOF);
        try (Watchdog watchdog = new Watchdog(() -> false, Optional::empty, LONG, LONG, FORK, WatchdogTest::nothing)) {
            assertThat(fork.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(watchdog.verdict()).isNull();
        } finally {
            fork.destroyForcibly();
        }
    }

    @Test
    void afterItsCloseNoForkIsEnded() throws Exception {
        CountDownLatch looks = new CountDownLatch(1);
        Watchdog late = new Watchdog(
                () -> {
                    looks.countDown();
                    long begin = System.nanoTime();
                    while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(500)) {
                        Thread.onSpinWait(); // an interrupt does not end it
                    }
                    return false;
                },
                Optional::empty,
                Duration.ZERO,
                LONG,
                FORK,
                WatchdogTest::nothing);
        looks.await();
        late.close();
        Process next = fork(PROOF);
        try {
            assertThat(next.waitFor(1, TimeUnit.SECONDS)).isFalse();
        } finally {
            next.destroyForcibly();
        }
    }

    @Test
    void theForkOfAnotherLaneIsLeftAlone() throws Exception {
        Process fork = fork(PROOF);
        Process other = fork(Path.of("/nowhere/forks/002.proof"));
        try (Watchdog watchdog =
                new Watchdog(() -> false, Optional::empty, Duration.ofSeconds(1), LONG, FORK, WatchdogTest::nothing)) {
            assertThat(fork.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(other.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            fork.destroyForcibly();
            other.destroyForcibly();
        }
    }

    @Test
    void whatAForkStartedEndsWithIt() throws Exception {
        Process fork = new ProcessBuilder("sh", "-c", "sleep 600 & wait", "sh", "-Debb.proof=" + PROOF).start();
        while (fork.descendants().findAny().isEmpty()) {
            Thread.sleep(10);
        }
        ProcessHandle child = fork.descendants().findAny().orElseThrow();
        try (Watchdog watchdog =
                new Watchdog(() -> false, Optional::empty, Duration.ofSeconds(1), LONG, FORK, WatchdogTest::nothing)) {
            child.onExit().get(30, TimeUnit.SECONDS);
        } finally {
            child.destroyForcibly();
            fork.destroyForcibly();
        }
    }

    @Test
    void itLooksAgainAndAgain() throws Exception {
        CountDownLatch looks = new CountDownLatch(3);
        try (Watchdog watchdog = new Watchdog(() -> false, Optional::empty, LONG, LONG, FORK, looks::countDown)) {
            assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void nothing() {}

    /** Waits for input that never comes, with an argument as a fork has it. */
    private static Process fork(Path proof) throws Exception {
        return new ProcessBuilder("sh", "-c", "read line", "sh", "-Debb.proof=" + proof).start();
    }
}
