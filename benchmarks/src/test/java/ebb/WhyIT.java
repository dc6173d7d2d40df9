// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import ebb.allocator.Catalog;
import ebb.allocator.Resolved;
import ebb.results.UsedAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why memory stays, in real forks: the parts add up, and each step has what is known to be its own. */
class WhyIT {
    private static final String[] WHY = {
        "why.wait", "why.outside", "why.nudge", "why.churn", "why.owners", "why.exit", "why.rest"
    };

    @TempDir
    private Path temp;

    private BurstRuns runs;

    @BeforeEach
    void writeScenarios() throws IOException {
        runs = new BurstRuns(temp);
    }

    @Test
    void whyItIsResidentAddsUpUnderGlibcAndMimalloc() throws Exception {
        Map<String, JsonObject> results = runs.burst(
                "small-survivors", 2, "-p", "allocator=glibc,mimalloc2", "-prof", "rss:why=true", "--lanes", "4");

        assertThat(results.keySet()).containsExactlyInAnyOrder("glibc", "mimalloc2");
        results.forEach((allocator, result) -> {
            JsonObject metrics = result.getAsJsonObject("secondaryMetrics");
            assertThat(metrics.keySet()).as(allocator).contains(ForksIT.METRICS).contains(WHY);
            for (int fork = 0; fork < 2; fork++) {
                double parts = BurstRuns.raw(metrics, "live.idle").get(fork)
                        + BurstRuns.raw(metrics, "rss.lazyfree").get(fork);
                for (String part : WHY) {
                    assertThat(BurstRuns.raw(metrics, part).get(fork))
                            .as(allocator + " " + part)
                            .isFinite();
                    parts += BurstRuns.raw(metrics, part).get(fork);
                }
                assertThat(parts)
                        .as(allocator)
                        .isCloseTo(
                                BurstRuns.raw(metrics, "rss.idle").get(fork)
                                        - BurstRuns.raw(metrics, "rss.base").get(fork),
                                within(1.0));
            }
        });
        JsonObject glibc = BurstRuns.metrics(results, "glibc");
        // NaN where the thread that reads the books did not run in time on this machine.
        assertThat(BurstRuns.raw(glibc, "heap.inuse.peak").get(0))
                .satisfiesAnyOf(
                        inUse -> assertThat(inUse).isNaN(),
                        inUse -> assertThat(inUse)
                                .isGreaterThanOrEqualTo(
                                        0.9 * BurstRuns.raw(glibc, "live.peak").get(0)));
        assertThat(BurstRuns.raw(glibc, "heap.inuse").get(0))
                .isGreaterThanOrEqualTo(BurstRuns.raw(glibc, "live.idle").get(0));
        assertThat(BurstRuns.metrics(results, "mimalloc2").keySet()).noneMatch(label -> label.startsWith("heap."));
        assertThat(phases(",mimalloc2,small-survivors,ss,1,fork2,iter1.csv"))
                .containsExactly("setup", "burst", "idle", "wait", "outside", "nudge", "churn", "owners", "exit");
    }

    @Test
    void whatOnlyOwnersReleaseIsTheirs() throws Exception {
        JsonObject metrics = known("owners");

        assertThat(BurstRuns.raw(metrics, "why.owners").get(0))
                .isGreaterThan(0.9 * BurstRuns.raw(metrics, "rss.retained").get(0));
        assertThat(BurstRuns.raw(metrics, "why.outside").get(0)).isCloseTo(0, within(1.0));
    }

    @Test
    void whatHasNoReleaseHasNoSuchStepAndItsShareShowsAtTheExit() throws Exception {
        JsonObject metrics = known("exit");

        assertThat(metrics.keySet())
                .contains("why.wait", "why.nudge", "why.churn", "why.exit", "why.rest")
                .doesNotContain("why.outside", "why.owners");
        assertThat(BurstRuns.raw(metrics, "why.exit").get(0))
                .isGreaterThan(0.9 * BurstRuns.raw(metrics, "rss.retained").get(0));
    }

    @Test
    void whatAReleaseReachesOnlyWhenTheThreadsHaveEndedComesBackThen() throws Exception {
        JsonObject metrics = known("after");

        assertThat(BurstRuns.raw(metrics, "why.exit").get(0))
                .isGreaterThan(0.9 * BurstRuns.raw(metrics, "rss.retained").get(0));
        assertThat(BurstRuns.raw(metrics, "why.rest").get(0)).isCloseTo(0, within(1.0));
    }

    @Test
    void activityMayComeBeforeTheRelease() throws Exception {
        JsonObject metrics = BurstRuns.metrics(
                runs.burst("small-few", 1, "-p", "allocator=" + library("outside"), "-prof", "rss:why=activity"),
                library("outside").toString());

        assertThat(metrics.keySet())
                .contains("why.nudge.alone", "why.churn.alone", "why.outside", "why.exit")
                .doesNotContain("why.nudge", "why.churn");
        assertThat(BurstRuns.raw(metrics, "why.churn.alone").get(0)).isCloseTo(0, within(1.0));
        assertThat(BurstRuns.raw(metrics, "why.outside").get(0))
                .isGreaterThan(0.9 * BurstRuns.raw(metrics, "rss.retained").get(0));
    }

    /**
     * Its decay of 10 s goes on long after an idle period of one second. The churn is left out: it empties the threads'
     * caches, which gives back as much after an idle period of 15 s, when nothing decays any more (docs/why.md). What
     * jemalloc's thread still gives back late, in steps of a tenth of a MiB, is drift, and too little to be named.
     */
    @Test
    void noStepIsCreditedWithWhatADecayGivesBack() throws Exception {
        JsonObject metrics = BurstRuns.metrics(
                runs.burst("small-idle", 1, "-p", "allocator=jemalloc-background", "-prof", "rss:why=true"),
                "jemalloc-background");

        double waited = BurstRuns.raw(metrics, "why.wait").get(0);
        assertThat(waited).isGreaterThan(5);
        assertThat(BurstRuns.raw(metrics, "why.drift").get(0)).isBetween(0.0, 1.0);
        for (String step : List.of("why.outside", "why.nudge", "why.owners", "why.exit")) {
            assertThat(BurstRuns.raw(metrics, step).get(0)).as(step).isLessThan(0.1 * waited);
        }
    }

    /** Of a library of which it is known what makes it give back. */
    private JsonObject known(String step) throws Exception {
        JsonObject metrics = BurstRuns.metrics(
                runs.burst("small-few", 1, "-p", "allocator=" + library(step), "-prof", "rss:why=true"),
                library(step).toString());
        // A page a block: some thousands, each of which is held until that step.
        assertThat(BurstRuns.raw(metrics, "rss.retained").get(0)).isGreaterThan(10);
        return metrics;
    }

    private static Path library(String step) {
        return EbbProcess.jar().resolveSibling("native-shims/target/cmake/tests/libebb-known-" + step + ".so");
    }

    @Test
    void aThreadThatReleasesGivesBackWhatTheAllocatorAloneKeeps() throws Exception {
        Map<String, JsonObject> results = runs.burst("small-idle", 1, "-p", "allocator=glibc,glibc-trim1s");

        JsonObject alone = BurstRuns.metrics(results, "glibc");
        JsonObject trimmed = BurstRuns.metrics(results, "glibc-trim1s");
        assertThat(alone.keySet()).doesNotContain("release.cpu", "release.max");
        assertThat(BurstRuns.raw(trimmed, "release.cpu").get(0)).isPositive();
        assertThat(BurstRuns.raw(trimmed, "release.max").get(0)).isPositive();
        assertThat(BurstRuns.raw(trimmed, "rss.retained").get(0))
                .isLessThan(BurstRuns.raw(alone, "rss.retained").get(0));
    }

    /** The verdict names the calls that were made, and no others. */
    @Test
    void theVerdictsWordsAreTheShims() throws Exception {
        Catalog catalog = Catalog.load(List.of());
        List<String> ids = Stream.of("glibc", "jemalloc", "mimalloc2", "mimalloc3", "tcmalloc", "tbbmalloc", "scudo")
                .filter(id -> catalog.resolve(catalog.find(id)).available())
                .toList();

        runs.burst("short", 1, "-p", "allocator=" + String.join(",", ids), "--lanes", "3");

        List<UsedAllocator> used = runs.environment().allocators();
        assertThat(used).extracting(UsedAllocator::id).containsExactlyElementsOf(ids);
        for (UsedAllocator allocator : used) {
            UsedAllocator.Calls told = Objects.requireNonNull(allocator.calls());
            assertThat(calls(catalog.resolve(catalog.find(allocator.id()))))
                    .as(allocator.id())
                    .containsExactly(told.outside(), told.owner());
        }
    }

    private List<String> calls(Resolved resolved) throws Exception {
        Path classes = Path.of(PrintRelease.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        EbbProcess.jar() + ":" + classes,
                        PrintRelease.class.getName())
                .redirectError(temp.resolve("err.txt").toFile());
        java.environment()
                .put(
                        "LD_PRELOAD",
                        resolved.preload().stream().map(Path::toString).collect(Collectors.joining(":")));
        Process process = java.start();
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    @Test
    void aReleaseThatTheLibraryHasNotIsNoResult() throws Exception {
        Path file = Files.writeString(
                temp.resolve("mine.toml"),
                "[[allocator]]\nid = \"mine\"\nlibrary = \"" + library("exit") + "\"\nrelease-interval = 1\n");

        EbbProcess.Ended ended =
                EbbProcess.run(temp, "Burst", "-f", "1", "-p", "allocator=mine", "--allocators", file.toString());

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("Allocator mine is not in place: asked for a release of its memory every 1 s, found a library"
                        + " that has no such call; take 'release-interval' out of the entry.");
        assertThat(ended.out()).doesNotContain("rss.retained");
    }

    @Test
    void burstsAfterIdleAreComparedWithBurstsBackToBack() throws Exception {
        JsonObject metrics = runs.burstOfGlibc("small-again", 1).getAsJsonObject("secondaryMetrics");

        assertThat(BurstRuns.raw(metrics, "again.ratio").get(0)).isBetween(0.2, 5.0);
        assertThat(BurstRuns.raw(metrics, "again.cpu").get(0)).isBetween(0.2, 5.0);
        assertThat(BurstRuns.raw(metrics, "again.faults").get(0)).isFinite();
        assertThat(BurstRuns.raw(metrics, "rss.ratchet").get(0)).isFinite();
        // A sample may or may not fall between the two that are back to back.
        assertThat(phases(",small-again,ss,1,fork1,iter1.csv"))
                .endsWith("idle", "burst", "idle", "burst", "idle")
                .startsWith("setup", "burst");
    }

    /** Without the moments between two phases, which may be too short for a sample. */
    private List<String> phases(String name) throws IOException {
        return runs.phases(name).stream()
                .filter(phase -> !phase.equals("after"))
                .toList();
    }
}
