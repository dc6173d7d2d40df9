// SPDX-License-Identifier: Apache-2.0
package ebb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import ebb.base.EbbException;
import ebb.cgroup.SmallCgroup;
import ebb.compare.Export;
import ebb.results.Phase;
import ebb.results.ResultRow;
import ebb.results.RunData;
import ebb.results.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forks that go on at the same time: their bursts do not, and all else is as with one at a time. */
class LanesIT {
    @TempDir
    private Path temp;

    /**
     * A fork as its files show it, in seconds of the machine's clock. Bounds on which the truth lies: its first sample came
     * after it had written its proof, and its last one before its timeline was written.
     *
     * @param begin not before the first burst began
     * @param end not after the last one ended
     */
    private record Fork(double proof, double begin, double end, double written) {}

    @Test
    void burstsAreOneAfterTheOtherAndTheResultsAreTheSame() throws Exception {
        Path one = run("one", burst("small-idle", 2, "1"));
        Path three = run("three", burst("small-idle", 2, "3"));

        List<Fork> forks = forks(three);
        assertThat(forks).hasSize(4);
        for (int i = 1; i < forks.size(); i++) {
            assertThat(forks.get(i).begin())
                    .as("the burst of fork " + (i + 1) + " begins after that of " + forks)
                    .isGreaterThanOrEqualTo(forks.get(i - 1).end());
        }
        assertThat(together(forks)).as(forks::toString).isGreaterThanOrEqualTo(1);
        assertThat(together(forks(one))).isZero();

        assertThat(names(three)).isEqualTo(names(one));
        assertThat(three.resolve("rounds.json")).hasSameBinaryContentAs(one.resolve("rounds.json"));
        assertThat(shape(three)).hasSize(2).isEqualTo(shape(one));
        assertThat(three.resolve("slots")).doesNotExist();
        assertThat(RunData.read(three).environment().orElseThrow().invocation().lanes())
                .isEqualTo(3);
    }

    @Test
    void aForkThatDiesInItsBurstLetsTheNextStart() throws Exception {
        EbbProcess process = EbbProcess.start(temp, burst("small-first", 2, "2"));
        ProcessHandle victim = awaitBurst(process);
        victim.destroyForcibly();

        EbbProcess.Ended ended = process.ended();

        assertThat(ended.code()).as(ended.err()).isEqualTo(1);
        Path folder = onlyRun("runs");
        assertThat(Files.readString(folder.resolve("failures.json")))
                .containsOnlyOnce("\"why\"")
                .contains("it was killed (signal 9)");
        assertThat(names(folder)).filteredOn(name -> name.endsWith(".ser.gz")).hasSize(3);
    }

    @Test
    void anInterruptEndsAllLanesAndTheRunGoesOnLater() throws Exception {
        List<String> command = new ArrayList<>(List.of(burst("small-idle", 2, "3")));
        command.addAll(List.of("-prof", "rss:why=true", "-rf", "gha", "-rff", "tracked.json"));
        EbbProcess process = EbbProcess.start(temp, command.toArray(String[]::new));
        await(process, () -> running().count() >= 2);

        process.signal("INT");
        EbbProcess.Ended ended = process.ended();

        assertThat(ended.code()).isEqualTo(130);
        assertThat(running()).isEmpty();
        Path folder = onlyRun("runs");
        assertThat(ended.err())
                .contains(" of 4 forks are done and kept in " + folder + "; --resume " + folder
                        + " goes on with the others.");
        assertThat(Files.readString(folder.resolve("failures.json"))).isEqualTo("[]\n");
        Path tracked = temp.resolve("tracked.json");
        assertThat(JsonParser.parseString(Files.readString(tracked)).isJsonArray())
                .isTrue();

        EbbProcess.Ended resumed = EbbProcess.resume(temp, folder);

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(names(folder)).filteredOn(name -> name.endsWith(".ser.gz")).hasSize(4);
        List<ResultRow> rows = RunData.read(folder).rows();
        assertThat(rows).allSatisfy(row -> assertThat(row.rounds()).containsExactly(1, 2));
        assertThat(rows).allSatisfy(row -> assertThat(row.metrics()).containsKey("why.exit"));
        assertThat(tracked).hasContent(Export.text(rows, Export.Format.gha));
    }

    /** In a container of 680 MiB: 498 are to be free for a burst, and the first fork still has more than 200. */
    @Test
    void withMemoryForOneForkTheNextWaitsAndSaysSo() throws Exception {
        try (SmallCgroup small = new SmallCgroup(680L << 20)) {
            EbbProcess process = EbbProcess.start(temp, burst("small-idle", 1, "2"));
            Files.writeString(small.folder().resolve("cgroup.procs"), Long.toString(process.pid()));

            EbbProcess.Ended ended = process.ended();

            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.out().lines().filter(line -> line.contains("waits")))
                    .singleElement()
                    .asString()
                    .startsWith("# Scenario small-idle needs about 498 MiB, and the memory limit of this container"
                            + " (680 MiB, cgroup " + small.folder() + ") leaves ")
                    .endsWith(" MiB: it waits until another fork has ended.");
            assertThat(together(forks(onlyRun("runs")))).isZero();
        }
    }

    @Test
    void lanesAreForForksOfOneIteration() throws Exception {
        List<String> command = new ArrayList<>(List.of(burst("small-idle", 1, "2")));
        command.addAll(List.of("-i", "2"));

        EbbProcess.Ended ended = EbbProcess.run(temp, command.toArray(String[]::new));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .isEqualTo(new EbbException("--lanes 2 is for bursts of one iteration a fork: leave out -i and -wi, or"
                                + " --lanes.")
                        + "\n");
    }

    /** How many began before the one before them had ended. */
    private static long together(List<Fork> forks) {
        return IntStream.range(1, forks.size())
                .filter(i -> forks.get(i).proof() < forks.get(i - 1).written())
                .count();
    }

    private static String[] burst(String scenario, int forks, String lanes) {
        return new String[] {
            "Burst",
            "-p",
            "allocator=glibc,jemalloc",
            "-p",
            "scenario=" + scenario,
            "--scenarios",
            BurstRuns.SCENARIOS,
            "-f",
            Integer.toString(forks),
            "--seed",
            "5",
            "--lanes",
            lanes
        };
    }

    private Path run(String folder, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("--out", temp.resolve(folder).toString()));
        all.addAll(List.of(command));
        EbbProcess.Ended ended = EbbProcess.run(temp, all.toArray(String[]::new));
        assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
        return onlyRun(folder);
    }

    private Path onlyRun(String folder) throws IOException {
        try (var runs = Files.list(temp.resolve(folder))) {
            return runs.findFirst().orElseThrow();
        }
    }

    /** In the order of their starts. */
    private static List<Fork> forks(Path run) throws IOException {
        List<Fork> forks = new ArrayList<>();
        for (String name : names(run)) {
            if (name.endsWith(".proof")) {
                String fork = name.replaceFirst("^\\d+,", "").replaceFirst("\\.proof$", "");
                Path csv = run.resolve("timelines/" + fork + ",iter1.csv");
                Timeline timeline = Timeline.read(csv);
                double proof = seconds(run.resolve("forks").resolve(name));
                double written = seconds(csv);
                int[] burst = IntStream.range(0, timeline.count())
                        .filter(i -> timeline.phase(i).equals(Phase.BURST))
                        .toArray();
                double last = timeline.nanos(timeline.count() - 1) / 1e9;
                forks.add(new Fork(
                        proof,
                        proof + timeline.nanos(burst[0]) / 1e9,
                        written - last + timeline.nanos(burst[burst.length - 1]) / 1e9,
                        written));
            }
        }
        forks.sort(Comparator.comparing(Fork::proof));
        return forks;
    }

    private static double seconds(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        return time.to(TimeUnit.MICROSECONDS) / 1e6;
    }

    private static List<String> names(Path run) throws IOException {
        try (var files = Files.list(run.resolve("forks"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Of each row all but what was measured: its metrics, and how many forks have them. */
    private static List<String> shape(Path run) {
        return RunData.read(run).rows().stream().map(LanesIT::shape).toList();
    }

    private static String shape(ResultRow row) {
        List<String> metrics = row.metrics().entrySet().stream()
                .map(metric -> metric.getKey() + " " + metric.getValue().forks().length)
                .toList();
        return row.key() + " " + row.rounds() + " " + metrics;
    }

    /** The forks that go on, whoever their parent is. */
    private Stream<ProcessHandle> running() {
        return ProcessHandle.allProcesses()
                .filter(process -> read(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                        .contains("-Debb.run=" + temp));
    }

    private ProcessHandle awaitBurst(EbbProcess process) throws Exception {
        List<ProcessHandle> found = new ArrayList<>();
        await(process, () -> {
            Optional<ProcessHandle> bursting =
                    running().filter(LanesIT::hasBurst).findFirst();
            bursting.ifPresent(found::add);
            return bursting.isPresent();
        });
        return found.get(0);
    }

    private static boolean hasBurst(ProcessHandle process) {
        try (var threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            return threads.anyMatch(thread -> read(thread.resolve("comm")).equals("ebb-burst\n"));
        } catch (IOException e) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(EbbProcess process, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(EbbProcess.SECONDS);
        while (!condition.holds() && process.isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(process.isAlive()).as(process::err).isTrue();
    }
}
