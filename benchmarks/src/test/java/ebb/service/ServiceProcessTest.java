// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.results.Direction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, from their start to their end; most of them sleep. */
class ServiceProcessTest {
    @TempDir
    Path folder;

    private Shop shop = new Shop(Path.of(""));

    @BeforeEach
    void aFolder() throws IOException {
        shop = new Shop(folder.toRealPath());
    }

    @Test
    void aServiceIsStartedProvenLoadedAndStopped() {
        shop.environment = Map.of("GREETING", "a 'b' $c");
        shop.start = "printf '%s\\n' \"$GREETING\" \"${LD_PRELOAD##*/}\"; pwd; (sleep 100 &); echo up; sleep 100; :";
        shop.burst =
                Optional.of("test -z \"$LD_PRELOAD$EBB_AGENT$GREETING\" && echo Requests: 12.5 && echo Requests: 13.5");
        BurstFigure requests = new BurstFigure("requests", "Requests: ([0-9.]+)", "1/s", Direction.MORE);
        shop.figures = List.of(requests);
        try (ServiceProcess process = shop.process()) {
            assertThat(process.awaitReady()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(20));
            ServiceProcess.Proof proof = process.prove(process.pids());
            assertThat(proof.result().processes()).isEqualTo(3);
            assertThat(proof.result().proven().family()).isEqualTo("glibc");
            assertThat(proof.result().notes()).isEmpty();
            assertThat(proof.gone()).isZero();
            Burst done = process.burst();
            assertThat(done.figures()).containsExactly(Map.entry(requests, 13.5));
            assertThat(done.nanoseconds()).isBetween(1L, 20_000_000_000L);
            List<Long> pids = all(process);
            assertThat(process.stop()).isFalse();
            assertGone(pids);
        }
        assertThat(shop.log()).hasContent("a 'b' $c\nlibebbagent.so\n" + shop.folder + "\nup\n");
    }

    @Test
    void aServiceThatEndsBeforeItIsReadySaysHow() {
        shop.start = "echo cannot read shop.conf >&2; exit 3";
        refused(
                () -> shop.open().close(),
                "The service shop ended during its start, before it was ready: exit status 3; its last words: cannot read"
                        + " shop.conf.");
        assertThat(shop.log()).hasContent("cannot read shop.conf\n");
    }

    @Test
    void aServiceThatEndsDuringABurstEndsTheBurst() throws Exception {
        shop.start = "echo $$ >pid; echo up; exec sleep 100";
        shop.burst = Optional.of("echo $$ >burst; kill -9 $(cat pid); sleep 100; :");
        try (ServiceProcess process = shop.open()) {
            refused(
                    process::burst,
                    "The service shop ended during a burst: exit status 137, as of signal 9 (KILL); its last words: up.");
            long burst = Long.parseLong(
                    Files.readString(shop.folder.resolve("burst")).strip());
            assertThat(ProcessHandle.of(burst)).isEmpty();
            refused(
                    () -> process.requireAlive("the idle period"),
                    "The service shop ended during the idle period: exit status 137, as of signal 9 (KILL); its last words:"
                            + " up.");
        }
    }

    @Test
    void whatIgnoresTermIsKilled() {
        shop.start = "trap '' TERM; echo up; while :; do sleep 0.1; done";
        shop.stopGrace = 0.3;
        try (ServiceProcess process = shop.open()) {
            List<Long> pids = all(process);
            assertThat(process.stop()).isTrue();
            assertGone(pids);
        }
    }

    @Test
    void aDaemonBelongsToTheService() {
        shop.start = "setsid sh -c 'sleep 0.2; echo up; exec sleep 100' & exit 0";
        try (ServiceProcess process = shop.open()) {
            process.requireAlive("its life as a daemon");
            assertThat(process.prove(process.pids()).result().processes()).isOne();
            List<Long> pids = all(process);
            assertThat(pids).hasSize(2);
            assertThat(process.stop()).isFalse();
            assertGone(pids);
        }
    }

    @Test
    void ofMegabytesOfOutputTheBeginningAndTheEndAreKept() throws IOException {
        shop.start = "echo first; yes 0123456789 | head -n 500000; echo up; exec sleep 100";
        shop.open().close();
        String text = Files.readString(shop.log());
        assertThat(text).startsWith("first\n0123456789\n").endsWith("0123456789\nup\n");
        assertThat(text).containsPattern("\\[[0-9]+ lines are left out here]").hasSizeBetween(120_000, 132_000);
    }

    @Test
    void aBurstThatFailsSaysHow() {
        try (ServiceProcess process = shop.open()) {
            assertThat(process.burst().figures()).isEmpty();
        }
        shop.burst = Optional.of("no-such-program -n 1");
        try (ServiceProcess process = shop.open()) {
            assertThatThrownBy(process::burst)
                    .isInstanceOf(EbbException.class)
                    .hasMessageStartingWith(
                            "The burst of the service shop, 'no-such-program -n 1', failed with exit status 127; its last"
                                    + " words: sh: ")
                    .hasMessageEndingWith("not found.");
        }
        shop.burst = Optional.of("echo 3 requests failed; exit 1");
        try (ServiceProcess process = shop.open()) {
            refused(
                    process::burst,
                    "The burst of the service shop, 'echo 3 requests failed; exit 1', failed with exit status 1; its last"
                            + " words: 3 requests failed.");
        }
    }

    @Test
    void aBurstThatTakesTooLongIsEnded() {
        shop.burst = Optional.of("echo $$ >burst; sleep 100; :");
        shop.burstTimeout = 0.5;
        try (ServiceProcess process = shop.open()) {
            refused(
                    process::burst,
                    "The burst of the service shop, 'echo $$ >burst; sleep 100; :', had not ended after 0.5 s; it printed"
                            + " nothing. Give it more time with 'burst-timeout'.");
            assertThat(process.pids()).hasSize(1);
        }
    }

    /** A wrk of the test's own. */
    @Test
    void whatAKnownProgramPrintsIsTakenWhereItIsThere() throws IOException {
        Path wrk = Files.writeString(shop.folder.resolve("wrk"), "#!/bin/sh\necho 'Requests/sec:  12.5'\n");
        assertThat(wrk.toFile().setExecutable(true)).isTrue();
        shop.burst = Optional.of("./wrk");
        try (ServiceProcess process = shop.open()) {
            assertThat(process.burst().figures()).hasSize(1).containsValue(12.5);
        }
        shop.burst = Optional.of("./wrk > /dev/null");
        try (ServiceProcess process = shop.open()) {
            assertThat(process.burst().figures()).isEmpty();
        }
    }

    @Test
    void aFigureThatIsNotPrintedIsMissed() {
        shop.burst = Optional.of("echo 'Requests/sec: many'");
        shop.figures = List.of(new BurstFigure("requests", "Requests/sec:\\s+([0-9.]+)", "", Direction.MORE));
        try (ServiceProcess process = shop.open()) {
            refused(
                    process::burst,
                    "The burst of the service shop printed no figure requests: 'Requests/sec:\\s+([0-9.]+)' is in no line of"
                            + " it; its last words: Requests/sec: many. Correct 'figures', or leave it out.");
        }
    }

    @Test
    void aServiceThatMakesItsOwnBurstIsWatchedAsLong() {
        shop.burst = Optional.empty();
        shop.burstTimeout = 0.3;
        try (ServiceProcess process = shop.open()) {
            assertThat(process.burst().nanoseconds()).isBetween(300_000_000L, 20_000_000_000L);
        }
    }

    /** As when the kernel or a user kills the fork: it can do nothing any more. */
    @Test
    void nothingIsLeftWhenTheForkIsKilled() throws Exception {
        String java = Shop.java(Shop.Main.class, shop.folder);
        // It can delete no socket any more either.
        Process fork = new ProcessBuilder(
                        "sh", "-c", "export JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + shop.folder + "; " + java)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Long> pids = new ArrayList<>();
        try (Scanner said = new Scanner(fork.getInputStream(), StandardCharsets.UTF_8)) {
            for (String pid : said.nextLine().split(" ")) {
                pids.add(Long.parseLong(pid));
            }
            while (!Files.exists(shop.folder.resolve("burst"))) {
                Thread.sleep(20);
            }
            fork.descendants().forEach(process -> pids.add(process.pid()));
            // ebb-service, two shells and their sleeps; and the burst's ebb-service, shell and sleep.
            assertThat(pids.stream().distinct()).hasSizeGreaterThanOrEqualTo(7);
        } finally {
            assertThat(fork.destroyForcibly().waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (pids.stream().anyMatch(pid -> ProcessHandle.of(pid).isPresent()) && System.nanoTime() < until) {
            Thread.sleep(20);
        }
        assertGone(pids);
    }

    private static List<Long> all(ServiceProcess process) {
        List<Long> pids = new ArrayList<>(process.pids());
        pids.add(process.rootPid());
        return pids;
    }

    private static void assertGone(List<Long> pids) {
        assertThat(pids).allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).isEmpty());
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(EbbException.class).hasMessage(message);
    }
}
