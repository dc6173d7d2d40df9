// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ebb.allocator.Catalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real forks of the steady loads, each briefly. A fork in which a block is live at the end of its trial fails. */
class SteadyIT {
    private static final String[] SHORT = {"-f", "1", "-wi", "1", "-w", "200ms", "-i", "2", "-r", "200ms"};

    @TempDir
    private Path temp;

    @Test
    void eachLoadHasAScoreUnderGlibcAndUnderAnother() throws Exception {
        List<String> allocators = allocators();

        List<JsonObject> results = run(
                "Interleaved|CrossThreadFree|ThreadChurn|Growth",
                "-p",
                "allocator=" + String.join(",", allocators),
                "-p",
                "blocks=1000",
                "-p",
                "growth=vector",
                "-p",
                "handover=4096",
                "-t",
                "3");

        assertThat(results).hasSize(4 * allocators.size());
        for (JsonObject result : results) {
            assertThat(score(result)).as(name(result)).isPositive();
            // Three threads make two groups of two.
            assertThat(result.get("threads").getAsInt()).isEqualTo(name(result).contains("CrossThreadFree") ? 4 : 3);
        }
    }

    @Test
    void bothSidesOfAnExchangeAreCounted() throws Exception {
        JsonObject result = run(
                        "CrossThreadFree", "-p", "allocator=glibc", "-p", "ring=64", "-p", "handover=32", "-tg", "1,2")
                .get(0);

        JsonObject metrics = result.getAsJsonObject("secondaryMetrics");
        double allocated = metric(metrics, "allocated");
        double freed = metric(metrics, "freed");
        assertThat(allocated).isPositive();
        // What is freed was allocated; JMH's threads do not end at the same moment, and a batch is 10,000 blocks.
        assertThat(freed / allocated).isBetween(0.5, 2.0);
        assertThat(metrics.keySet()).contains("allocate", "free", "waitsFull", "waitsEmpty", "missed");
        // Over a ring of two parcels one side cannot but wait for the other.
        assertThat(metric(metrics, "waitsFull") + metric(metrics, "waitsEmpty")).isPositive();
        assertThat(score(result)).isGreaterThan(metric(metrics, "allocate"));
    }

    @Test
    void theBaselineIsFasterThanAnyAllocator() throws Exception {
        List<JsonObject> results = run("Baseline|Interleaved", "-p", "allocator=glibc", "-p", "blocks=1000");

        assertThat(results)
                .extracting(result -> name(result) + kernel(result))
                .containsExactlyInAnyOrder(
                        "Baseline.call",
                        "Baseline.exchange",
                        "Baseline.floor interleaved",
                        "Baseline.floor thread-churn",
                        "Baseline.floor growth",
                        "Interleaved.replace");
        double glibc = score(named(results, "Interleaved.replace"));
        assertThat(score(named(results, "Baseline.floor interleaved"))).isGreaterThan(glibc);
    }

    @Test
    void latencyIsThereInEachIterationAndInFiles() throws Exception {
        Path dir = temp.resolve("latencies");

        List<JsonObject> results = run(
                "Interleaved|Growth",
                "-p",
                "allocator=glibc",
                "-p",
                "blocks=1000",
                "-p",
                "growth=vector",
                "-prof",
                "latency:dir=" + dir);

        JsonObject interleaved = named(results, "Interleaved.replace").getAsJsonObject("secondaryMetrics");
        assertThat(interleaved.keySet()).containsExactlyInAnyOrderElementsOf(labels("malloc", "free"));
        assertThat(raw(interleaved, "malloc.p50")).hasSize(2).allMatch(ns -> ns > 0);
        assertThat(metric(interleaved, "clock.overhead")).isPositive();
        assertThat(metric(interleaved, "malloc.p50")).isLessThanOrEqualTo(metric(interleaved, "malloc.p99.9"));
        assertThat(metric(interleaved, "malloc.p99.9")).isLessThanOrEqualTo(metric(interleaved, "malloc.max"));
        JsonObject growth = named(results, "Growth.grow").getAsJsonObject("secondaryMetrics");
        assertThat(growth.keySet()).containsExactlyInAnyOrderElementsOf(labels("malloc", "realloc", "free"));
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSize(2 * (3 + 4))
                    .contains(
                            "Interleaved.replace,glibc,1000,small,thrpt,1,fork1,iter1.hlog",
                            "Interleaved.replace,glibc,1000,small,thrpt,1,fork1,iter2-free.hgrm")
                    .noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    @Test
    void aBurstsFirstMomentsAreApart() throws Exception {
        JsonObject metrics = run(
                        "Burst",
                        "-p",
                        "allocator=glibc",
                        "-p",
                        "scenario=small-first",
                        "--scenarios",
                        BurstRuns.SCENARIOS,
                        "-prof",
                        "latency")
                .get(0)
                .getAsJsonObject("secondaryMetrics");

        assertThat(metrics.keySet())
                .contains("rss.retained")
                .containsAll(labels("malloc", "realloc", "free", "malloc.first"));
        assertThat(metric(metrics, "malloc.first.p50")).isPositive();
    }

    @Test
    void withoutItsProfilerThereIsNoLatencyAndNothingOfABurst() throws Exception {
        JsonObject result =
                run("Interleaved", "-p", "allocator=glibc", "-p", "blocks=1000").get(0);

        assertThat(result.getAsJsonObject("secondaryMetrics").keySet()).isEmpty();
    }

    @Test
    void thePlanOfAllIsPrintedFirst() throws Exception {
        EbbProcess.Ended ended = EbbProcess.run(temp, command("all", "Baseline.call", "-e", "Burst"));

        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
        assertThat(ended.out().lines().limit(3).map(line -> line.replaceAll(" +", " ")))
                .containsExactly("Plan rows forks about", "Baseline.call 1 1 2 s", "in all 1 1 2 s");
        assertThat(ended.out()).contains("# Benchmark: ebb.load.Baseline.call");
    }

    /** glibc, and jemalloc where it is available. */
    private static List<String> allocators() {
        Catalog catalog = Catalog.load(List.of());
        return Stream.of("glibc", "jemalloc")
                .filter(id -> catalog.resolve(catalog.find(id)).available())
                .toList();
    }

    private List<JsonObject> run(String... arguments) throws Exception {
        EbbProcess.Ended ended = EbbProcess.run(temp, command(arguments));
        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
        try (Stream<Path> files = Files.walk(temp.resolve("runs"))) {
            Path json = files.filter(file -> file.endsWith("result.json"))
                    .findFirst()
                    .orElseThrow();
            return StreamSupport.stream(
                            JsonParser.parseString(Files.readString(json))
                                    .getAsJsonArray()
                                    .spliterator(),
                            false)
                    .map(JsonElement::getAsJsonObject)
                    .toList();
        }
    }

    private static String[] command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        // A burst is measured once.
        all.addAll(List.of(arguments[0].equals("Burst") ? new String[] {"-f", "1"} : SHORT));
        return all.toArray(String[]::new);
    }

    private static List<String> labels(String... calls) {
        List<String> labels = new ArrayList<>(List.of("clock.overhead"));
        for (String call : calls) {
            for (String what : List.of("p50", "p90", "p99", "p99.9", "p99.99", "max")) {
                labels.add(call + "." + what);
            }
        }
        return labels;
    }

    private static String name(JsonObject result) {
        return result.get("benchmark").getAsString().replace("ebb.load.", "");
    }

    private static String kernel(JsonObject result) {
        JsonObject params = result.getAsJsonObject("params");
        return params.has("kernel") ? " " + params.get("kernel").getAsString() : "";
    }

    private static JsonObject named(List<JsonObject> results, String name) {
        return results.stream()
                .filter(result -> (name(result) + kernel(result)).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double score(JsonObject result) {
        return result.getAsJsonObject("primaryMetric").get("score").getAsDouble();
    }

    private static double metric(JsonObject metrics, String label) {
        return Objects.requireNonNull(metrics.getAsJsonObject(label), label)
                .get("score")
                .getAsDouble();
    }

    /** One value an iteration, of the one fork. */
    private static List<Double> raw(JsonObject metrics, String label) {
        return StreamSupport.stream(
                        metrics.getAsJsonObject(label)
                                .getAsJsonArray("rawData")
                                .get(0)
                                .getAsJsonArray()
                                .spliterator(),
                        false)
                .map(JsonElement::getAsDouble)
                .toList();
    }
}
