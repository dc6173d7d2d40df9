// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.allocator.Catalog;
import ebb.allocator.ForkAssignment;
import ebb.results.Direction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes; most of them sleep. */
class ServiceProcessTest {
    @TempDir
    Path folder;

    private Path log;
    private String start = "echo up; exec sleep 100";
    private String ready = "log:^up$";
    private double readyTimeout = 20;
    private Optional<String> burst = Optional.of("true");
    private double burstTimeout = 20;
    private double stopGrace = 10;
    private Map<String, String> environment = Map.of();
    private List<BurstFigure> figures = List.of();

    @BeforeEach
    void aFolder() throws IOException {
        folder = folder.toRealPath();
        log = folder.resolve("1.log");
    }

    @Test
    void aServiceIsStartedProvenLoadedAndStopped() {
        environment = Map.of("GREETING", "a 'b' $c");
        start = "printf '%s\\n' \"$GREETING\" \"${LD_PRELOAD##*/}\"; pwd; (sleep 100 &); echo up; sleep 100; true";
        BurstFigure requests = new BurstFigure("requests", "Requests: ([0-9.]+)", "1/s", Direction.MORE);
        figures = List.of(requests);
        burst = Optional.of("test -z \"$LD_PRELOAD$EBB_AGENT\" && echo Requests: 12.5 && echo Requests: 13.5");
        ServiceProcess process = start("glibc", false);
        try (process) {
            assertThat(process.awaitReady()).isLessThan(Duration.ofSeconds(20));
            ServiceProcess.Proof proof = process.prove(process.pids());
            assertThat(proof.result().processes()).isEqualTo(3);
            assertThat(proof.result().proven().family()).isEqualTo("glibc");
            assertThat(proof.result().notes()).isEmpty();
            assertThat(proof.gone()).isZero();
            Burst done = process.burst();
            assertThat(done.figures()).containsExactly(Map.entry(requests, 13.5));
            assertThat(done.nanoseconds()).isBetween(1L, 20_000_000_000L);
            assertThat(process.stop()).isFalse();
        }
        assertThat(ProcessHandle.of(process.rootPid())).isEmpty();
        assertThat(log).hasContent("a 'b' $c\nlibebbagent.so\n" + folder + "\nup\n");
    }

    private ServiceProcess start(String allocator, boolean control) {
        return ServiceProcess.start(service(), assignment(allocator), log, control);
    }

    private Service service() {
        return new Service(
                "shop",
                start,
                Ready.parse(ready),
                seconds(readyTimeout),
                burst,
                seconds(burstTimeout),
                0,
                1,
                Duration.ZERO,
                seconds(stopGrace),
                folder,
                environment,
                figures);
    }

    private ForkAssignment assignment(String allocator) {
        Catalog catalog = Catalog.load(List.of());
        return ForkAssignment.of(
                folder, 1, List.of(), folder.resolve("1.proof"), catalog.resolve(catalog.find(allocator)), catalog);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(1000 * seconds));
    }
}
