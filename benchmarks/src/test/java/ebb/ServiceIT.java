// SPDX-License-Identifier: Apache-2.0
package ebb;

import static ebb.BurstRuns.metrics;
import static ebb.BurstRuns.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import ebb.cgroup.SmallCgroup;
import ebb.results.UsedAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is not ours, in real forks. */
class ServiceIT {
    private static final String BURST =
            "rm -f pid.done; kill -USR1 $(cat pid); while [ ! -e pid.done ]; do sleep 0.02; done; echo blocks: 50000";

    private static final String[] METRICS = {
        "burst.figure",
        "burst.makespan",
        "cpu.idle",
        "cpu.sys",
        "cpu.user",
        "faults.minor",
        "idle.length",
        "processes",
        "processes.came",
        "processes.went",
        "pss.idle",
        "rss.base",
        "rss.error",
        "rss.excess",
        "rss.idle",
        "rss.lazyfree",
        "rss.peak",
        "rss.retained",
        "rss.retained.ratio",
        "rss.t50",
        "rss.t90",
        "rss.thp",
        "sampler.cpu"
    };

    @TempDir
    private Path temp;

    private String start;

    @BeforeEach
    void findTheShop() throws Exception {
        start = "perl "
                + Path.of(Objects.requireNonNull(ServiceIT.class.getResource("shop.pl"))
                        .toURI()) + " pid";
    }

    private static double one(JsonObject metrics, String metric) {
        List<Double> forks = raw(metrics, metric);
        assertThat(forks).hasSize(1);
        return forks.get(0);
    }

    /** The blocks are 48 MiB of 1000 bytes and more. */
    private static void assertSeen(JsonObject metrics) {
        assertThat(one(metrics, "rss.peak") - one(metrics, "rss.base")).isBetween(47.0, 80.0);
        assertThat(one(metrics, "idle.length")).isBetween(1.0, 1.5);
        assertThat(one(metrics, "processes")).isEqualTo(1);
        assertThat(one(metrics, "burst.figure")).isEqualTo(50000);
        assertThat(one(metrics, "faults.minor")).isGreaterThan(10_000);
    }

    @Test
    void eachForkIsAFreshStartOnAnAllocatorThatIsProven() throws Exception {
        Path file = Files.writeString(
                temp.resolve("shop.toml"),
                "[[service]]\nname = 'shop'\nstart = '" + start + "'\nready = 'log:^up$'\nburst = '''" + BURST
                        + "'''\nidle = 1\nfigures = 'blocks: (\\d+)'\n");
        BurstRuns runs = new BurstRuns(temp);

        EbbProcess.Ended ended = EbbProcess.run(
                temp, "Service", "--services", file.toString(), "-p", "allocator=glibc,jemalloc", "-f", "1");

        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
        Map<String, JsonObject> results = runs.results();
        assertThat(results.keySet()).containsExactlyInAnyOrder("glibc", "jemalloc");
        for (JsonObject result : results.values()) {
            JsonObject metrics = result.getAsJsonObject("secondaryMetrics");
            assertThat(metrics.keySet()).containsExactlyInAnyOrder(METRICS);
            assertSeen(metrics);
        }
        assertThat(runs.environment().allocators())
                .extracting(UsedAllocator::family)
                .containsExactlyInAnyOrder("glibc", "jemalloc");
        assertThat(files(".proof")).hasSize(2);
        assertThat(Files.readString(files(".log").get(0))).isEqualTo("up\n");
        assertThat(Files.readString(files("services.toml").get(0))).contains("name = \"shop\"", "idle = 1\n");
        assertNothingIsLeft();
    }

    @Test
    void whatTheCgroupOfAServiceIsChargedIsReadBesideWhereItHasOne() throws Exception {
        try (SmallCgroup cgroup = new SmallCgroup(1 << 30)) {
            Path file = Files.writeString(
                    temp.resolve("shop.toml"),
                    "[[service]]\nname = 'shop'\nstart = '''" + cgroup.join() + "exec " + start
                            + "'''\nready = 'log:^up$'\nburst = '''" + BURST + "'''\nidle = 1\n");

            EbbProcess.Ended ended =
                    EbbProcess.run(temp, "Service", "--services", file.toString(), "-p", "allocator=glibc", "-f", "1");

            assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
            JsonObject metrics = metrics(new BurstRuns(temp).results(), "glibc");
            // The blocks are private; of what is mapped from files somebody else may be charged.
            assertThat(one(metrics, "cgroup.idle")).isBetween(47.0, 100.0);
            assertThat(one(metrics, "cgroup.cache")).isBetween(0.0, one(metrics, "cgroup.idle") - 47);
        }
    }

    @Test
    void oneCommandSaysWhatOnesOwnProgramKeepsAndWhy() throws Exception {
        EbbProcess.Ended ended = EbbProcess.run(
                temp,
                "service",
                "--start",
                start,
                "--ready",
                "log:^up$",
                "--burst",
                BURST,
                "--figures",
                "blocks: (\\d+)",
                "--idle",
                "1",
                "-p",
                "allocator=glibc");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .startsWith("allocator version burst   CPU  peak retained")
                .contains("\nWhat the service itself still holds is not known from outside")
                .contains("\nWhy it is still there. ")
                .contains("\n- glibc held ")
                .contains("\nReport: ");
        JsonObject metrics = metrics(new BurstRuns(temp).results(), "glibc");
        assertSeen(metrics);
        double given = one(metrics, "why.wait") + one(metrics, "why.outside") + one(metrics, "why.repeat");
        assertThat(given + one(metrics, "why.rest") + one(metrics, "rss.lazyfree"))
                .isCloseTo(one(metrics, "rss.retained"), within(1.0));
        assertThat(one(metrics, "heap.inuse")).isPositive();
        assertThat(new BurstRuns(temp).phases("iter1.csv"))
                .containsSubsequence("setup", "burst", "idle", "wait", "outside", "repeat");
        assertNothingIsLeft();
    }

    @Test
    void ofTwoServicesOneFailsAndTheOtherIsMeasured() throws Exception {
        String both = "start = '" + start + "'\nready = 'log:^up$'\nidle = 1\n";
        Path file = Files.writeString(
                temp.resolve("shops.toml"),
                "[[service]]\nname = 'bad'\nburst = 'exit 3'\n" + both + "[[service]]\nname = 'good'\nburst = '''"
                        + BURST + "'''\n" + both);

        EbbProcess.Ended ended = EbbProcess.run(
                temp,
                "Service",
                "--services",
                file.toString(),
                "-p",
                "allocator=glibc",
                "-f",
                "1",
                "--order",
                "sequential");

        assertThat(ended.code()).as(ended.err() + ended.out()).isEqualTo(1);
        assertThat(ended.out() + ended.err())
                .contains("The burst of the service bad, 'exit 3', failed with exit status 3; it printed nothing.");
        JsonObject only = Objects.requireNonNull(new BurstRuns(temp).results().get("glibc"));
        assertThat(only.getAsJsonObject("params").get("service").getAsString()).isEqualTo("good");
        assertNothingIsLeft();
    }

    @Test
    void aServiceThatEndsInItsBurstIsNamedAndNothingIsLeft() throws Exception {
        assertFails(
                "glibc failed: The service perl ended during a burst: exit status 137, as of signal 9 (KILL); its last"
                        + " words: up.",
                "--ready",
                "log:^up$",
                "--burst",
                "kill -KILL $(cat pid); sleep 5");
    }

    @Test
    void aServiceThatIsNotReadyIsNamedAndNothingIsLeft() throws Exception {
        assertFails(
                "glibc failed: The service perl was not ready within 1 s: no line of its output matches"
                        + " '^ready$'; its last words: up. See whether 'ready' is right, or give it more time with 'ready-timeout'.",
                "--ready",
                "log:^ready$",
                "--ready-timeout",
                "1",
                "--burst",
                "true");
    }

    private void assertFails(String sentence, String... more) throws Exception {
        List<String> arguments =
                new java.util.ArrayList<>(List.of("service", "--start", start, "--idle", "1", "-p", "allocator=glibc"));
        arguments.addAll(List.of(more));

        EbbProcess.Ended ended = EbbProcess.run(temp, arguments.toArray(String[]::new));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(String.join(
                        " ",
                        ended.out()
                                .lines()
                                .takeWhile(line -> !line.startsWith("Results: "))
                                .toList()))
                .isEqualTo(sentence);
        assertNothingIsLeft();
    }

    private List<Path> files(String end) throws IOException {
        try (var files = Files.walk(temp.resolve("runs"))) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    /** Whatever was started has this folder as its own. */
    private void assertNothingIsLeft() {
        assertThat(ProcessHandle.allProcesses().filter(this::isHere)).isEmpty();
    }

    private boolean isHere(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .equals(temp.toRealPath());
        } catch (IOException e) {
            return false; // it has ended, or belongs to somebody else
        }
    }
}
