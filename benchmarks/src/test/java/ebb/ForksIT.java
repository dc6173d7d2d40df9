// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.jna.Platform;
import ebb.allocator.Allocator;
import ebb.allocator.Catalog;
import ebb.allocator.Libraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real forks: each allocator that is there is proven and measured, and what is not in place is no result. */
class ForksIT {
    private static final String[] METRICS = {
        "burst.makespan",
        "cpu.idle",
        "cpu.sys",
        "cpu.user",
        "faults.minor",
        "frees.remote",
        "idle.length",
        "live.blocks",
        "live.idle",
        "live.peak",
        "overhead",
        "rss.base",
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

    private Path scenarios;

    @BeforeEach
    void writeScenarios() throws IOException {
        scenarios = Files.writeString(temp.resolve("small.toml"), """
                [[scenario]]
                name = "small"
                like = "quick"
                events = 40
                permits = 20
                hold-min-ms = 20
                hold-max-ms = 40
                idle = 1

                [[scenario]]
                name = "small-survivors"
                like = "small"
                survivors = 0.05

                [[scenario]]
                name = "small-thrice"
                like = "small"
                bursts = 3
                """);
    }

    @Test
    void everyAllocatorThatIsThereIsProvenAndHasEveryMetric() throws Exception {
        List<String> available = Catalog.load().all().stream()
                .filter(allocator -> Libraries.resolve(allocator).available())
                .map(Allocator::id)
                .toList();

        Map<String, JsonObject> results = burst("small", 1);

        assertThat(results.keySet()).containsExactlyInAnyOrderElementsOf(available);
        results.forEach((allocator, result) -> {
            JsonObject metrics = result.getAsJsonObject("secondaryMetrics");
            assertThat(metrics.keySet()).as(allocator).containsExactlyInAnyOrder(METRICS);
            assertThat(raw(metrics, "live.idle")).as(allocator).containsExactly(0.0);
            assertThat(raw(metrics, "rss.peak").get(0)
                            - raw(metrics, "rss.base").get(0))
                    .as(allocator)
                    .isGreaterThan(raw(metrics, "live.peak").get(0));
            assertThat(raw(metrics, "idle.length").get(0)).as(allocator).isBetween(1.0, 1.5);
            double score = result.getAsJsonObject("primaryMetric").get("score").getAsDouble();
            assertThat(raw(metrics, "burst.makespan").get(0)).as(allocator).isCloseTo(score, within(0.1));
        });
    }

    @Test
    void eachForkHasItsOwnRawData() throws Exception {
        JsonObject result = burstOfGlibc("small-survivors", 2);

        assertThat(result.get("forks").getAsInt()).isEqualTo(2);
        JsonObject metrics = result.getAsJsonObject("secondaryMetrics");
        for (String metric : METRICS) {
            assertThat(raw(metrics, metric)).as(metric).hasSize(2);
        }
        // The seed decides which blocks survive, so both forks keep exactly the same bytes.
        assertThat(raw(metrics, "live.idle").get(0))
                .isGreaterThan(1.0)
                .isEqualTo(raw(metrics, "live.idle").get(1));
    }

    @Test
    void theLastOfSeveralBurstsIsMeasured() throws Exception {
        JsonObject metrics = burstOfGlibc("small-thrice", 1).getAsJsonObject("secondaryMetrics");

        assertThat(raw(metrics, "idle.length").get(0)).isBetween(1.0, 1.5);
        try (var files = Files.walk(temp.resolve("runs"))) {
            Path csv = files.filter(file -> file.toString().endsWith("-small-thrice-fork1-iter1.csv"))
                    .findFirst()
                    .orElseThrow();
            List<String> phases = Files.readAllLines(csv).stream()
                    .skip(1)
                    .map(line -> line.substring(line.lastIndexOf(',') + 1))
                    .toList();
            List<String> changes = IntStream.range(0, phases.size())
                    .filter(i -> i == 0 || !phases.get(i).equals(phases.get(i - 1)))
                    .mapToObj(phases::get)
                    .filter(phase -> phase.equals("burst"))
                    .toList();
            assertThat(changes).hasSize(3);
        }
    }

    @Test
    void aLibraryThatDoesNotOwnMallocIsNoResult() throws Exception {
        Path shim = Path.of("native-shims/target/classes", Platform.RESOURCE_PREFIX, "libebb.so");
        Path library = Files.copy(EbbProcess.jar().resolveSibling(shim), temp.resolve("libother.so"));

        EbbProcess.Ended ended = EbbProcess.run(temp, "Burst", "-f", "1", "-p", "allocator=" + library);

        assertThat(ended.code()).isNotZero();
        assertThat(ended.err()).contains(library.toString()).contains("malloc").containsOnlyOnce("\n");
        assertThat(ended.out()).doesNotContain("rss.retained");
    }

    @Test
    void aSettingThatDidNotArriveIsNoResult() throws Exception {
        Path file = Files.writeString(temp.resolve("mine.toml"), """
                [[allocator]]
                id = "glibc-pretended"
                family = "glibc"
                expect = { tcache = "off" }
                """);

        EbbProcess.Ended ended = EbbProcess.run(
                temp, "Burst", "-f", "1", "-p", "allocator=glibc-pretended", "--allocators", file.toString());

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("glibc-pretended")
                .contains("tcache")
                .contains("off")
                .contains("on");
        assertThat(ended.out()).doesNotContain("rss.retained");
    }

    @Test
    void anAllocatorThatHangsIsEndedByNameAndTheNextOneRuns() throws Exception {
        Path library = EbbProcess.jar().resolveSibling("native-shims/target/cmake/tests/libebb-hanging.so");

        EbbProcess.Ended ended = EbbProcess.run(
                temp,
                "Burst",
                "-f",
                "1",
                "-p",
                "scenario=small",
                "--scenarios",
                scenarios.toString(),
                "-p",
                "allocator=" + library + ",glibc",
                "--start-limit",
                "4");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("(allocator = " + library)
                .contains("fork 1 failed: it did not reach its first iteration within 4 s and was ended");
        assertThat(results().keySet()).containsExactly("glibc");
    }

    private JsonObject burstOfGlibc(String scenario, int forks) throws Exception {
        return Objects.requireNonNull(
                burst(scenario, forks, "-p", "allocator=glibc").get("glibc"));
    }

    private Map<String, JsonObject> burst(String scenario, int forks, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "Burst",
                "-f",
                Integer.toString(forks),
                "-p",
                "scenario=" + scenario,
                "--scenarios",
                scenarios.toString()));
        arguments.addAll(List.of(more));
        EbbProcess.Ended ended = EbbProcess.run(temp, arguments.toArray(String[]::new));
        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
        return results();
    }

    /** Of the one run in the folder, by allocator. */
    private Map<String, JsonObject> results() throws IOException {
        try (var files = Files.walk(temp.resolve("runs"))) {
            Path json = files.filter(file -> file.endsWith("result.json"))
                    .findFirst()
                    .orElseThrow();
            JsonArray array = JsonParser.parseString(Files.readString(json)).getAsJsonArray();
            return StreamSupport.stream(array.spliterator(), false)
                    .map(JsonElement::getAsJsonObject)
                    .collect(Collectors.toMap(
                            result -> result.getAsJsonObject("params")
                                    .get("allocator")
                                    .getAsString(),
                            result -> result));
        }
    }

    /** One value a fork: of its one iteration. */
    private static List<Double> raw(JsonObject metrics, String metric) {
        JsonArray forks = metrics.getAsJsonObject(metric).getAsJsonArray("rawData");
        return StreamSupport.stream(forks.spliterator(), false)
                .map(fork -> fork.getAsJsonArray().get(0).getAsDouble())
                .toList();
    }
}
