// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import ebb.cgroup.MemoryCgroups;
import ebb.results.NotSurvived;
import ebb.results.ResultRow;
import ebb.results.RunData;
import ebb.results.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forks in real memory cgroups; skipped where this machine lets nobody make one. */
class LimitIT {
    private static final String KNOWN = "native-shims/target/cmake/tests/libebb-known-at-once.so";
    private static final double PAGE = 4096.0 / (1 << 20);

    @TempDir
    private Path temp;

    @BeforeEach
    void needCgroups() {
        assumeThatCode(MemoryCgroups::open).doesNotThrowAnyException();
    }

    private Path run() throws IOException {
        try (Stream<Path> runs = Files.list(temp.resolve("runs"))) {
            return runs.findFirst().orElseThrow();
        }
    }

    private static double value(ResultRow row, String metric) {
        return Objects.requireNonNull(row.metrics().get(metric), metric).forks()[0];
    }

    private static List<Path> cgroupsOf(long pid) throws IOException {
        try (Stream<Path> all = Files.find(
                Path.of("/sys/fs/cgroup"),
                12,
                (path, is) -> is.isDirectory() && path.getFileName().toString().matches("ebb-\\d+-" + pid + "-.*"))) {
            return all.toList();
        }
    }

    private EbbProcess burst(String scenario, String limit) throws IOException {
        return EbbProcess.start(
                temp,
                "Burst",
                "-f",
                "1",
                "--scenarios",
                BurstRuns.SCENARIOS,
                "-p",
                "allocator=glibc",
                "-p",
                "scenario=" + scenario,
                "-p",
                "limit=" + limit,
                "-prof",
                "rss:why=true");
    }

    private EbbProcess service(Path services, String limit, String... more) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("Service", "-f", "1", "--services", services.toString(), "-p", "allocator=glibc"));
        command.addAll(List.of("-p", "limit=" + limit));
        command.addAll(List.of(more));
        return EbbProcess.start(temp, command.toArray(String[]::new));
    }

    @Test
    void aForkThatItsLimitEndsIsAResult() throws Exception {
        EbbProcess process = burst("small", "60,200,2000");
        EbbProcess.Ended ended = process.ended();

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(cgroupsOf(process.pid())).isEmpty();
        assertThat(ended.out())
                .contains("Survived = no: Burst.burst (allocator = glibc, limit = 60, scenario = small), fork 1: the"
                        + " kernel's OOM killer ended it at its limit of 60 MiB before its load had allocated anything:"
                        + " the JVM alone needs more.")
                .contains("Survived = no: Burst.burst (allocator = glibc, limit = 200, scenario = small), fork 1: the"
                        + " kernel's OOM killer ended it at its limit of 200 MiB, with ");
        RunData run = RunData.read(run());
        assertThat(run.failures()).isEmpty();
        assertThat(run.rows()).singleElement().satisfies(row -> {
            assertThat(row.key().params()).containsEntry("limit", "2000");
            // All that it is charged, and no more than it had.
            assertThat(value(row, "limit.peak")).isBetween(value(row, "live.peak"), value(row, "rss.peak") + 20);
            // Its cgroup is its own, so the kernel was asked for what it can take.
            double parts = Stream.of("wait", "outside", "reclaim", "nudge", "churn", "owners", "exit", "rest")
                    .mapToDouble(rung -> value(row, "why." + rung))
                    .sum();
            assertThat(parts + value(row, "live.idle") + value(row, "rss.lazyfree"))
                    .isCloseTo(value(row, "rss.retained"), within(1.0));
            assertThat(value(row, "why.reclaim.lazy")).isFinite();
        });
        NotSurvived killed = run.kills().stream()
                .filter(kill -> kill.limit() == 200)
                .findFirst()
                .orElseThrow();
        assertThat(killed.live()).isBetween(1.0, 100.0);
        assertThat(killed.rss()).isBetween(180.0, 240.0);

        // Both are done.
        EbbProcess.Ended again = EbbProcess.resume(temp, run());
        assertThat(again.out())
                .contains("# Resumed: 3 of 3 forks were done before", "limit = 200")
                .doesNotContain("# Fork: ");
    }

    @Test
    void aForkThatIsKilledBySomethingElseDidNotDieOfItsLimit() throws Exception {
        EbbProcess process = burst("small-idle", "2000");
        Optional<ProcessHandle> fork = Optional.empty();
        while (fork.isEmpty() && process.isAlive()) {
            Thread.sleep(50);
            fork = process.descendants()
                    .filter(child -> child.info().arguments().stream()
                            .flatMap(Stream::of)
                            .anyMatch(word -> word.startsWith("-Debb.run=")))
                    .filter(child -> child.info().command().orElse("").endsWith("/java"))
                    .findFirst();
        }
        fork.orElseThrow().destroyForcibly();

        EbbProcess.Ended ended = process.ended();

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("it was killed (signal 9)")
                .contains("Its limit did not end it: its cgroup counts no oom_kill.");
        assertThat(ended.out()).doesNotContain("Survived = no");
        assertThat(cgroupsOf(process.pid())).isEmpty();
    }

    /** Its 48 MiB are the service's, and not those of the JVM that starts it; a share is of what that took. */
    @Test
    void theLimitOfAServiceIsOfItsProcessesAlone() throws Exception {
        Path shop = Path.of(
                Objects.requireNonNull(LimitIT.class.getResource("shop.pl")).toURI());
        Path file = Files.writeString(
                temp.resolve("shop.toml"),
                "[[service]]\nname = 'shop'\nstart = 'perl " + shop + " pid'\nready = 'log:^up$'\nburst = '''"
                        + "rm -f pid.done; kill -USR1 $(cat pid); while [ ! -e pid.done ]; do sleep 0.02; done'''\n"
                        + "idle = 1\n");
        EbbProcess process = service(file, "none,30,200%", "-prof", "rss:why=true");
        EbbProcess.Ended ended = process.ended();

        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
        assertThat(cgroupsOf(process.pid())).isEmpty();
        assertThat(ended.out())
                .containsPattern(
                        "Survived = no: Service\\.burst \\(allocator = glibc, limit = 30, service = shop\\), fork"
                                + " 1: the kernel's OOM killer ended a process of its service at its limit of 30 MiB, with at"
                                + " most [23]\\d\\.\\d MiB resident in any sample\\.\n");
        RunData run = RunData.read(run());
        assertThat(run.failures()).isEmpty();
        ResultRow unlimited = row(run, "none");
        ResultRow doubled = row(run, "200%");
        assertThat(value(unlimited, "limit.peak")).isBetween(47.0, 100.0);
        assertThat(unlimited.metrics()).doesNotContainKey("limit.set");
        assertThat(value(doubled, "limit.set")).isEqualTo(Math.rint(2 * value(unlimited, "limit.peak")));
        assertThat(value(doubled, "limit.peak")).isBetween(47.0, 100.0);
        // Its cgroup is its own, so the kernel was asked for what it can take.
        assertThat(value(doubled, "why.reclaim.lazy")).isFinite();
        double parts = Stream.of("wait", "outside", "reclaim", "repeat", "rest")
                .mapToDouble(rung -> value(doubled, "why." + rung))
                .sum();
        assertThat(parts + value(doubled, "rss.lazyfree")).isCloseTo(value(doubled, "rss.retained"), within(1.0));
    }

    /** What it reads over and over is more than the one limit and less than the other; nothing else differs. */
    @Test
    void aTimeThatRunsOutAtTheLimitIsAResultAndElsewhereAFailure() throws Exception {
        Path file = Files.writeString(
                temp.resolve("reader.toml"),
                "[[service]]\nname = 'reader'\nstart = '''exec perl -e '$| = 1; open F, \"+>read\"; print F \"x\" x (1 << 20)"
                        + " for 1 .. 64; print \"up\\n\"; while (1) { seek F, 0, 0; 1 while sysread F, $b, 1 << 16;"
                        + " select undef, undef, undef, 0.01 }' '''\nready = 'log:^up$'\nburst = 'sleep 60'\n"
                        + "burst-timeout = 1\nidle = 1\n");
        EbbProcess.Ended ended = service(file, "40,2000").ended();

        assertThat(ended.code()).as(ended.out()).isEqualTo(1);
        assertThat(ended.out())
                .containsPattern("Survived = no: Service\\.burst \\(allocator = glibc, limit = 40, service = reader\\),"
                        + " fork 1: its time ran out at its limit of 40 MiB, at which its cgroup was [1-9][\\d,]* times:"
                        + " The burst of the service reader, 'sleep 60', had not ended after 1 s; ");
        assertThat(ended.err())
                .contains("limit = 2000, service = reader), fork 1 failed: The burst of the service reader, 'sleep 60',"
                        + " had not ended after 1 s; ")
                .contains("Its limit did not end it: its cgroup was never at it.")
                .doesNotContain("limit = 40");
        assertThat(Files.readString(run().resolve("kills.json")))
                .containsOnlyOnce("\"limit\": 40.0,")
                .containsOnlyOnce("\"hits\": ");
    }

    private static ResultRow row(RunData run, String limit) {
        return run.rows().stream()
                .filter(row -> row.key().params().getOrDefault("limit", "none").equals(limit))
                .findFirst()
                .orElseThrow();
    }

    /** An allocator that gives each block a page: what it needs is known. */
    @Test
    void theSearchFindsAKnownLimitAlsoWhenItIsInterrupted() throws Exception {
        Path results = temp.resolve("results.csv");
        EbbProcess process = EbbProcess.start(
                temp,
                "limit",
                "-f",
                "1",
                "--scenarios",
                BurstRuns.SCENARIOS,
                "-p",
                "allocator=" + EbbProcess.jar().resolveSibling(KNOWN),
                "-p",
                "scenario=small-all",
                "-rff",
                results.toString());
        while (process.isAlive() && !process.err().contains(" MiB: ")) {
            Thread.sleep(20);
        }
        process.signal("INT");
        EbbProcess.Ended broken = process.ended();

        assertThat(broken.code()).isEqualTo(130);
        assertThat(broken.err())
                .endsWith("\nInterrupted: the forks that the search has made are kept in " + run() + "; --resume "
                        + run() + " goes on with the next.\n")
                .containsOnlyOnce("nterrupted")
                .doesNotContain("failed");
        assertThat(cgroupsOf(process.pid())).isEmpty();
        assertThat(run().resolve(RunFolder.STEPS)).isNotEmptyDirectory();
        assertThat(results).content().contains("Burst.burst");

        EbbProcess.Ended ended = EbbProcess.resume(temp, run());

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("Set the limit to at least ");
        // What was only read says nothing of how long a fork takes.
        assertThat(ended.err().lines().filter(line -> line.contains(" MiB: ")))
                .first()
                .asString()
                .doesNotContain("left");
        ResultRow row = RunData.read(run()).rows().get(0);
        double known = value(row, "live.blocks") * PAGE;
        double base = value(row, "rss.base.anon");
        double smallest = value(row, "limit.min");
        double died = value(row, "limit.died");
        assertThat(smallest - died).isEqualTo(4.0);
        assertThat(value(row, "limit.forks")).isBetween(1.0, 5.0);
        // What the kernel itself takes for its mappings, threads and tables is charged too.
        double kernel = 8;
        assertThat(smallest - base).isBetween(known, known + kernel + (smallest - died));
        assertThat(died - base).isLessThan(known + kernel);
    }
}
