// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ebb.compare.Export;
import ebb.results.RunData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs that were cut off and go on: nothing is lost, nothing is done twice, nothing foreign is mixed in. */
@Execution(ExecutionMode.CONCURRENT)
class ResumeIT {
    @TempDir
    private Path temp;

    private Path scenarios;

    @BeforeEach
    void writeScenarios() throws IOException {
        scenarios = Files.copy(Path.of(BurstRuns.SCENARIOS), temp.resolve("small.toml"));
    }

    @Test
    void aKilledRunEndsAsAnUnbrokenOne() throws Exception {
        String[] command = burst("small", 3, "glibc,glibc-arena1", "--seed", "42");
        Path unbroken = run(command);

        EbbProcess process = EbbProcess.start(temp, command);
        await(process, () -> {
            Path other = beside(unbroken);
            return Files.isDirectory(other.resolve("forks")) && kept(other).size() == 2 && forkRuns(other);
        });
        Path broken = beside(unbroken);
        process.signal("KILL");
        assertThat(process.ended().code()).isEqualTo(137);
        Map<String, String> done = kept(broken);
        assertThat(broken.resolve("result.json")).doesNotExist();
        EbbProcess.Ended ended = EbbProcess.resume(temp, broken);

        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
        assertThat(ended.out())
                .contains("# Order: rounds, shuffled by seed 42 (--seed 42 repeats it)")
                .contains("# Resumed: " + done.size() + " of 6 forks were done before");
        assertThat(ended.out().lines().filter(line -> line.startsWith("# Fork: ")))
                .hasSize(6 - done.size());
        assertThat(kept(broken)).containsAllEntriesOf(done);
        assertThat(forkRuns(broken)).isFalse();
        assertThat(names(broken.resolve("forks"))).hasSize(18).isEqualTo(names(unbroken.resolve("forks")));
        assertThat(names(broken.resolve("timelines"))).isEqualTo(names(unbroken.resolve("timelines")));
        assertThat(broken.resolve("rounds.json")).hasSameBinaryContentAs(unbroken.resolve("rounds.json"));
        assertThat(shape(broken)).hasSize(2).isEqualTo(shape(unbroken));
        assertThat(environment(broken).get("resumed").getAsInt()).isEqualTo(1);
        assertThat(environment(broken).getAsJsonObject("invocation").get("seed").getAsLong())
                .isEqualTo(42);
    }

    /** Sampled times with their histograms, groups of threads, counters beside the score: all from disk, to the bit. */
    @Test
    void whatIsReadFromDiskIsWhatWasMeasured() throws Exception {
        Path run = run(
                "CrossThreadFree|Interleaved",
                "-bm",
                "thrpt,sample",
                "-p",
                "allocator=glibc",
                "-p",
                "blocks=1000",
                "-p",
                "handover=1",
                "-f",
                "2",
                "-wi",
                "0",
                "-i",
                "2",
                "-r",
                "100ms",
                "-rf",
                "bencher",
                "-rff",
                "tracked.json");
        Path tracked = temp.resolve("tracked.json");
        assertThat(tracked).hasContent(Export.text(RunData.read(run).rows(), Export.Format.bencher));
        byte[] result = Files.readAllBytes(run.resolve("result.json"));
        byte[] rounds = Files.readAllBytes(run.resolve("rounds.json"));
        assertThat(new String(result, StandardCharsets.UTF_8)).contains("\"rawDataHistogram\"", "\"waitsEmpty\"");
        Files.delete(run.resolve("result.json"));
        Files.delete(run.resolve("rounds.json"));
        Files.delete(tracked);

        EbbProcess.Ended ended = EbbProcess.resume(temp, run);

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("# Resumed: 8 of 8 forks were done before")
                .doesNotContain("# Fork: ");
        assertThat(run.resolve("result.json")).hasBinaryContent(result);
        assertThat(run.resolve("rounds.json")).hasBinaryContent(rounds);
        assertThat(tracked).hasContent(Export.text(RunData.read(run).rows(), Export.Format.bencher));
    }

    @Test
    void aDiskThatFillsLosesOnlyTheForkThatRan() throws Exception {
        Path run = run(burst("short", 2, "glibc", "--order", "sequential"));
        Path forks = run.resolve("forks");
        String second = "002,Burst.burst,glibc,short,ss,1,fork2";
        Files.delete(forks.resolve(second + ".ser.gz"));
        // Every write to that device fails as on a full disk.
        Path full = Files.createSymbolicLink(forks.resolve(second + ".ser.gz"), Path.of("/dev/full"));

        EbbProcess.Ended ended = EbbProcess.resume(temp, run);

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .isEqualTo(forks.resolve(second + ".ser.gz")
                        + " cannot be written (No space left on device): set that right, and --resume " + run
                        + " goes on from there.\n");
        assertThat(result(run).get(0).getAsJsonObject().get("forks").getAsInt()).isEqualTo(1);
        assertThat(run.resolve("rounds.json")).doesNotExist();
        Files.delete(full);
        assertThat(EbbProcess.resume(temp, run).code()).isZero();
        assertThat(result(run).get(0).getAsJsonObject().get("forks").getAsInt()).isEqualTo(2);
    }

    @Test
    void whatIsNotThatRunIsRefused() throws Exception {
        Path run = run(burst("short", 1, "glibc"));
        Path fork = run.resolve("forks/001,Burst.burst,glibc,short,ss,1,fork1.ser.gz");
        byte[] whole = Files.readAllBytes(fork);

        Files.write(fork, new byte[] {1, 2, 3});
        assertRefused(fork + " cannot be used (", run);
        Files.write(fork, whole);

        assertRefused("--resume takes the command from " + run + ", which was started with '--out ", run, "Burst");
        assertRefused(temp + " is no run folder (it needs environment.json and forks/)", temp);

        String before = Files.readString(scenarios);
        Files.writeString(scenarios, before.replace("idle = 1", "idle = 2"));
        assertRefused("The run in " + run + " cannot go on: the SHA-256 of " + scenarios + " was ", run);
        Files.writeString(scenarios, before);

        Path environment = run.resolve("environment.json");
        String text = Files.readString(environment);
        String machine = environment(run).getAsJsonObject("machine").get("id").getAsString();
        Files.writeString(environment, text.replace(machine, "other-1c-1g-01234567"));
        assertRefused(
                "The run in " + run + " cannot go on: the machine was other-1c-1g-01234567 and is " + machine, run);
        Files.writeString(environment, text.substring(0, text.length() / 2));
        assertRefused(environment + " was not written by this version of Ebb (", run);
    }

    private void assertRefused(String sentence, Path run, String... arguments) throws Exception {
        EbbProcess.Ended ended = EbbProcess.resume(temp, run, arguments);

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith(sentence).containsOnlyOnce("\n");
    }

    private String[] burst(String scenario, int forks, String allocators, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "Burst",
                "-p",
                "allocator=" + allocators,
                "-p",
                "scenario=" + scenario,
                "--scenarios",
                scenarios.toString(),
                "-f",
                Integer.toString(forks)));
        command.addAll(List.of(more));
        return command.toArray(String[]::new);
    }

    /** Runs to the end; the folder that it named. */
    private Path run(String... command) throws Exception {
        EbbProcess.Ended ended = EbbProcess.run(temp, command);
        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
        return Path.of(ended.out()
                .lines()
                .filter(line -> line.startsWith("Run folder: "))
                .findFirst()
                .orElseThrow()
                .substring("Run folder: ".length()));
    }

    /** The other folder beside it, or that one while there is no other. */
    private Path beside(Path unbroken) throws IOException {
        try (var folders = Files.list(temp.resolve("runs"))) {
            return folders.filter(folder -> !folder.equals(unbroken))
                    .findFirst()
                    .orElse(unbroken);
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(EbbProcess process, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(EbbProcess.SECONDS);
        while (!condition.holds() && process.isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertThat(process.isAlive()).as(process::err).isTrue();
    }

    /** Whether a process of a fork of that run is alive, whoever its parent is. */
    private static boolean forkRuns(Path run) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> commandLine(process.pid()).contains("-Debb.run=" + run.toAbsolutePath() + "\0"));
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    /** By the files' names, what is kept of the forks that are done. */
    private static Map<String, String> kept(Path run) throws IOException {
        Map<String, String> kept = new TreeMap<>();
        for (String name : names(run.resolve("forks"))) {
            if (name.endsWith(".ser.gz")) {
                byte[] bytes = Files.readAllBytes(run.resolve("forks").resolve(name));
                kept.put(name, HexFormat.of().formatHex(bytes));
            }
        }
        return kept;
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Of each row all but what was measured: parameters, metrics, how many values of how many forks. */
    private static List<String> shape(Path run) throws IOException {
        return StreamSupport.stream(result(run).spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(row -> row.get("benchmark") + " " + row.get("params") + " " + row.get("forks") + " "
                        + rawShape(row.getAsJsonObject("primaryMetric")) + " "
                        + row.getAsJsonObject("secondaryMetrics").entrySet().stream()
                                .map(metric -> metric.getKey()
                                        + rawShape(metric.getValue().getAsJsonObject()))
                                .toList())
                .toList();
    }

    private static List<Integer> rawShape(JsonObject metric) {
        return StreamSupport.stream(metric.getAsJsonArray("rawData").spliterator(), false)
                .map(fork -> fork.getAsJsonArray().size())
                .toList();
    }

    private static JsonArray result(Path run) throws IOException {
        return JsonParser.parseString(Files.readString(run.resolve("result.json")))
                .getAsJsonArray();
    }

    private static JsonObject environment(Path run) throws IOException {
        return JsonParser.parseString(Files.readString(run.resolve("environment.json")))
                .getAsJsonObject();
    }
}
