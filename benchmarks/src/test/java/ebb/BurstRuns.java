// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ebb.results.Environment;
import ebb.results.RunFolder;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Runs of Burst on scenarios that take a second or two, and what they left in their one run folder. */
final class BurstRuns {
    /** What {@code scenario} is chosen from: the file {@code small.toml}. */
    static final String SCENARIOS = file();

    private final Path temp;

    /** @param temp an empty folder */
    BurstRuns(Path temp) {
        this.temp = temp;
    }

    private static String file() {
        try {
            return Path.of(Objects.requireNonNull(BurstRuns.class.getResource("small.toml"))
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonObject burstOfGlibc(String scenario, int forks) throws Exception {
        return Objects.requireNonNull(
                burst(scenario, forks, "-p", "allocator=glibc").get("glibc"));
    }

    /** Results by allocator. */
    Map<String, JsonObject> burst(String scenario, int forks, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "Burst", "-f", Integer.toString(forks), "-p", "scenario=" + scenario, "--scenarios", SCENARIOS));
        arguments.addAll(List.of(more));
        EbbProcess.Ended ended = EbbProcess.run(temp, arguments.toArray(String[]::new));
        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
        return results();
    }

    /** Of the one timeline whose name ends so, each phase once for each time that it comes. */
    List<String> phases(String name) throws IOException {
        try (var files = Files.walk(temp.resolve("runs"))) {
            Path csv = files.filter(file -> file.toString().endsWith(name))
                    .findFirst()
                    .orElseThrow();
            List<String> phases = Files.readAllLines(csv).stream()
                    .skip(1)
                    .map(line -> line.substring(line.lastIndexOf(',') + 1))
                    .toList();
            return IntStream.range(0, phases.size())
                    .filter(i -> i == 0 || !phases.get(i).equals(phases.get(i - 1)))
                    .mapToObj(phases::get)
                    .toList();
        }
    }

    static JsonObject metrics(Map<String, JsonObject> results, String allocator) {
        return Objects.requireNonNull(results.get(allocator)).getAsJsonObject("secondaryMetrics");
    }

    /** Of the one run in the folder, by allocator. */
    Map<String, JsonObject> results() throws IOException {
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

    /** Of the one run in the folder. */
    Environment environment() throws IOException {
        try (var runs = Files.list(temp.resolve("runs"))) {
            return RunFolder.open(runs.findFirst().orElseThrow()).environment();
        }
    }

    /** One value a fork: of its one iteration. */
    static List<Double> raw(JsonObject metrics, String metric) {
        JsonArray forks = metrics.getAsJsonObject(metric).getAsJsonArray("rawData");
        return StreamSupport.stream(forks.spliterator(), false)
                .map(fork -> fork.getAsJsonArray().get(0).getAsDouble())
                .toList();
    }
}
