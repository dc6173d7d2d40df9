// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonObject;
import com.sun.jna.Platform;
import ebb.allocator.Allocator;
import ebb.allocator.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real forks: each available allocator is proven and measured, and without the proof there is no result. */
class ForksIT {
    static final String[] METRICS = {
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
        "rss.base.anon",
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

    private static final String[] COST = {"release.cpu", "release.max", "release.calls"};

    @TempDir
    private Path temp;

    private BurstRuns runs;

    @BeforeEach
    void writeScenarios() throws IOException {
        runs = new BurstRuns(temp);
    }

    @Test
    void everyAllocatorThatIsThereIsProvenAndHasEveryMetric() throws Exception {
        Catalog catalog = Catalog.load(List.of());
        Map<String, Allocator> available = catalog.all().stream()
                .filter(allocator -> !allocator.releases().byLoad()
                        && catalog.resolve(allocator).available())
                .collect(Collectors.toMap(Allocator::id, allocator -> allocator));

        Map<String, JsonObject> results = runs.burst("small-idle", 1, "--lanes", "4");

        assertThat(results.keySet()).containsExactlyInAnyOrderElementsOf(available.keySet());
        results.forEach((allocator, result) -> {
            JsonObject metrics = result.getAsJsonObject("secondaryMetrics");
            boolean releases =
                    Objects.requireNonNull(available.get(allocator)).releases().any();
            List<String> labels = new ArrayList<>(List.of(METRICS));
            labels.addAll(releases ? List.of(COST) : List.of());
            assertThat(metrics.keySet()).as(allocator).containsExactlyInAnyOrderElementsOf(labels);
            assertThat(BurstRuns.raw(metrics, "live.idle")).as(allocator).containsExactly(0.0);
            assertThat(BurstRuns.raw(metrics, "rss.peak").get(0)
                            - BurstRuns.raw(metrics, "rss.base").get(0))
                    .as(allocator)
                    .isGreaterThan(BurstRuns.raw(metrics, "live.peak").get(0));
            assertThat(BurstRuns.raw(metrics, "idle.length").get(0))
                    .as(allocator)
                    .isBetween(2.5, 3.0);
            double score = result.getAsJsonObject("primaryMetric").get("score").getAsDouble();
            assertThat(BurstRuns.raw(metrics, "burst.makespan").get(0))
                    .as(allocator)
                    .isCloseTo(score, within(0.1));
        });
    }

    @Test
    void eachForkHasItsOwnRawData() throws Exception {
        JsonObject result = runs.burstOfGlibc("small-survivors", 2);

        assertThat(result.get("forks").getAsInt()).isEqualTo(2);
        JsonObject metrics = result.getAsJsonObject("secondaryMetrics");
        for (String metric : METRICS) {
            assertThat(BurstRuns.raw(metrics, metric)).as(metric).hasSize(2);
        }
        // The seed decides which blocks survive, so both forks keep exactly the same bytes.
        assertThat(BurstRuns.raw(metrics, "live.idle").get(0))
                .isGreaterThan(1.0)
                .isEqualTo(BurstRuns.raw(metrics, "live.idle").get(1));
    }

    @Test
    void theLastOfSeveralBurstsIsMeasured() throws Exception {
        JsonObject metrics = runs.burstOfGlibc("small-thrice", 1).getAsJsonObject("secondaryMetrics");

        assertThat(BurstRuns.raw(metrics, "idle.length").get(0)).isBetween(1.0, 1.5);
        assertThat(runs.phases(",small-thrice,ss,1,fork1,iter1.csv").stream().filter(phase -> phase.equals("burst")))
                .hasSize(3);
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

    /** As people write them: one with = for :, one with a name that the library does not read, one that nobody can read. */
    @Test
    void aSettingThatTheLibraryDropsIsNoResultAndOneThatNothingTellsIsUnproven() throws Exception {
        assumeThat(Catalog.load(List.of()))
                .matches(catalog -> catalog.resolve(catalog.find("jemalloc")).available());
        Path file = Files.writeString(temp.resolve("mine.toml"), """
                [[allocator]]
                id = "jemalloc-speedshop"
                family = "jemalloc"
                library = "libjemalloc.so.2"
                environment = { MALLOC_CONF = "dirty_decay_ms:1000,narenas:2,lg_tcache_max=12,lg_extent_max_active_fit:4" }

                [[allocator]]
                id = "jemalloc-wrong-name"
                family = "jemalloc"
                library = "libjemalloc.so.2"
                environment = { _RJEM_MALLOC_CONF = "narenas:2" }
                """);

        EbbProcess.Ended ended = EbbProcess.run(
                temp,
                "Burst",
                "-f",
                "1",
                "-p",
                "allocator=jemalloc-speedshop,jemalloc-wrong-name",
                "-p",
                "scenario=short",
                "--scenarios",
                BurstRuns.SCENARIOS,
                "--allocators",
                file.toString());

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("jemalloc-speedshop")
                .contains("<jemalloc>: Malformed conf string")
                .containsOnlyOnce("\n");
        assertThat(ended.out())
                .contains("jemalloc-wrong-name is unproven: nothing shows whether the library heeds"
                        + " _RJEM_MALLOC_CONF=narenas:2.");
        assertThat(runs.results().keySet()).containsExactly("jemalloc-wrong-name");
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
                BurstRuns.SCENARIOS,
                "-p",
                "allocator=" + library + ",glibc",
                "--start-limit",
                "4");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("(allocator = " + library)
                .contains("fork 1 failed: it did not reach its first iteration within 4 s and was ended");
        assertThat(runs.results().keySet()).containsExactly("glibc");
    }
}
