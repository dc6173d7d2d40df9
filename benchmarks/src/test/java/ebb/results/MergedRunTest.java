// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import static ebb.results.RunText.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedRunTest {
    private static final UsedAllocator OTHER_BUILD = Environments.allocator("jemalloc-decay0", "5.3.0", "cd34");

    @TempDir
    private Path temp;

    private Path first;
    private Path second;

    /** Five rounds: 1, 3 and 5 here, 2 and 4 there. */
    @BeforeEach
    void twoShards() throws IOException {
        first = shard("a", environment(1, 3), "1 3 5", "10 30 50", 1, 3, 5);
        second = shard("b", environment(2, 2), "2 4", "20 NaN", 2, 4);
    }

    @Test
    void theForksOfAllStandInTheOrderOfTheRounds() {
        ResultRow row = merged().rows().get(0);

        assertThat(row.rounds()).containsExactly(1, 2, 3, 4, 5);
        assertThat(row.score().forks()).containsExactly(1, 2, 3, 4, 5);
        assertThat(values(row).forks()).containsExactly(10, 20, 30, Double.NaN, 50);
        assertThat(row.score().score()).isEqualTo(3);
        assertThat(values(row).score()).isNaN();
    }

    @Test
    void aggregatesAreThoseThatJmhGivesOfAllForks() throws IOException {
        merged();

        String text = Files.readString(temp.resolve("out/result.json")).replaceAll("\\s", "");
        // 1 to 5: sqrt(2.5 / 5) times 8.610, the quantile 0.9995 of Student's t with 4 degrees of freedom
        assertThat(text).contains("\"forks\":5").containsPattern("\"scoreError\":6[.]088\\d+");
        assertThat(text).contains("\"0.0\":1.0,\"50.0\":3.0,\"90.0\":5.0");
        assertThat(text).contains("\"rawData\":[[1],[2],[3],[4],[5]]");
    }

    @Test
    void aMetricThatAShardLacksIsEmptyInItsForks() throws IOException {
        write(second, "result.json", new RunText().row("glibc", "2 4").json());

        Measured values = values(merged().rows().get(0));

        assertThat(values.forks()).containsExactly(10, Double.NaN, 30, Double.NaN, 50);
        // A fork without the figure is not one whose figure has no meaning.
        assertThat(values).isNotEqualTo(Measured.of("MiB", values.score(), values.forks()));
        assertThat(Files.readString(temp.resolve("out/result.json")).replaceAll("\\s", ""))
                .contains("\"rawData\":[[10],[],[30],[],[50]]");
    }

    @Test
    void timelinesOfMeasuredForksAreCopiedAndThoseOfWarmUpForksAreNot() throws IOException {
        for (String of : List.of("fork1", "fork3", "fork5")) {
            write(first, "timelines/Burst.burst,glibc,quick,ss,1," + of + ",iter1.csv", of);
        }
        for (String of : List.of("fork1", "fork2", "fork4")) {
            write(second, "timelines/Burst.burst,glibc,quick,ss,1," + of + ",iter1.csv", "second's " + of);
        }
        RunData run = merged();

        assertThat(run.files("timelines", run.rows().get(0), ".csv").stream().map(MergedRunTest::read))
                .containsExactly("fork1", "second's fork2", "fork3", "second's fork4", "fork5");
    }

    @Test
    void failuresOfAllAreKept() throws IOException {
        RunFolder.Failure failure = new RunFolder.Failure(key(), 4, false, "it crashed.");
        shard("b", environment(2, 2), "2", "20", 2);
        write(second, "failures.json", Json.text(List.of(failure)));

        assertThat(MergedRun.of(List.of(first, second), false).notes())
                .contains("1 fork of Shard 2/2 failed: --resume " + second + " runs it again.");
        RunData run = merged();

        assertThat(run.failures()).containsExactly(failure);
        assertThat(run.rows().get(0).rounds()).containsExactly(1, 2, 3, 5);
    }

    /** They are results: with them a shard is whole, be it that it has no other. */
    @Test
    void forksThatTheirLimitKilledAreKept() throws IOException {
        NotSurvived fourth = new NotSurvived(key(), 4, false, 400, 395.0, 220.0, 250.0, null);
        shard("b", environment(2, 2), "2", "20", 2);
        write(second, "kills.json", Json.text(List.of(fourth)));

        RunData run = merged();

        assertThat(run.kills()).containsExactly(fourth);
        assertThat(run.rows().get(0).rounds()).containsExactly(1, 2, 3, 5);

        NotSurvived other = new NotSurvived(key(), 2, false, 400, null, null, null, null);
        write(second, "kills.json", Json.text(List.of(other, fourth)));
        write(second, "result.json", "[\n]\n");
        Files.delete(second.resolve("rounds.json"));
        MergedRun.of(List.of(first, second), false).write(temp.resolve("killed"));
        RunData killed = RunData.read(temp.resolve("killed"));

        assertThat(killed.kills()).containsExactly(other, fourth);
        assertThat(killed.rows().get(0).rounds()).containsExactly(1, 3, 5);
    }

    @Test
    void killedForksOfShardsThatHaveNothingElseAreNoHalfARun() throws IOException {
        write(second, "result.json", "[\n]\n");
        write(second, "kills.json", Json.text(List.of(new NotSurvived(key(), 4, false, 400, null, null, null, null))));
        Files.delete(second.resolve("rounds.json"));

        assertRefused(
                "Shard 2/2 in " + second + " has 1 of 2 forks: --resume " + second
                        + " goes on with it, or merge what is there with --partial.",
                first,
                second);
    }

    @Test
    void machinesOfOneKindAreOneStratum() {
        RunData run = merged();

        assertThat(run.machine()).contains("a-cpu-2c-8g-01234567");
        assertThat(run.rows().get(0).strata())
                .containsOnly("a-cpu-2c-8g-01234567")
                .hasSize(5);
        assertThat(warnings(run)).containsExactly("Beware.");
        assertThat(invocation(run).commandLine()).isNull();
        assertThat(invocation(run).forks()).isEqualTo(5);
        assertThat(invocation(run).lanes()).isEqualTo(1);
    }

    @Test
    void ofShardsInDifferentNumbersOfLanesNoneIsSaid() throws IOException {
        write(
                second,
                "environment.json",
                Json.text(new Environments.Edit(environment(2, 2)).lanes(4).done()));

        assertThat(invocation(merged()).lanes()).isNull();
    }

    @Test
    void anotherMachineIsAnotherStratum() throws IOException {
        write(
                second,
                "environment.json",
                Json.text(new Environments.Edit(environment(2, 2))
                        .machine("other")
                        .done()));
        RunData run = merged();

        assertThat(run.machine()).contains("a-cpu-2c-8g-01234567 and other");
        assertThat(run.rows().get(0).strata())
                .containsExactly(
                        "a-cpu-2c-8g-01234567", "other", "a-cpu-2c-8g-01234567", "other", "a-cpu-2c-8g-01234567");
        assertThat(warnings(run))
                .containsExactly(
                        "The rounds ran on 2 kinds of machines, within which rows are compared: a-cpu-2c-8g-01234567"
                                + " (rounds 1, 3, 5), other (rounds 2, 4).",
                        "Beware.");
    }

    @Test
    void anotherBuildOfAnAllocatorIsAnotherStratum() throws IOException {
        write(
                second,
                "environment.json",
                Json.text(new Environments.Edit(environment(2, 2))
                        .allocators(List.of(OTHER_BUILD))
                        .done()));
        RunData run = merged();

        assertThat(run.rows().get(0).strata().stream().distinct())
                .hasSize(2)
                .allMatch(name -> name.matches("a-cpu-2c-8g-01234567\\+[0-9a-f]{8}"));
        assertThat(run.allocators()).containsExactly(Environments.JEMALLOC, OTHER_BUILD);
    }

    @Test
    void whatTheForksOfAnyShardHaveFoundIsKept() throws IOException {
        for (Path shard : List.of(first, second)) {
            write(
                    shard,
                    "environment.json",
                    Json.text(new Environments.Edit(environment(shard.equals(first) ? 1 : 2, 2))
                            .allocators(List.of(Environments.JEMALLOC.noting(
                                    shard.equals(first) ? List.of("A note.") : List.of("A note.", "Another."))))
                            .done()));
        }

        assertThat(merged().allocators()).containsExactly(Environments.JEMALLOC.noting(List.of("A note.", "Another.")));
    }

    @Test
    void aMissingShardIsAnErrorUnlessAPartIsAskedFor() {
        assertRefused(
                "Shard 2 of 2 is missing: give its run folder too, or merge what is there with --partial.", first);

        MergedRun partial = MergedRun.of(List.of(first), true);
        assertThat(partial.notes())
                .containsExactly("Partial: Shard 2 of 2 is missing: give its run folder too.", "Beware.");
        partial.write(temp.resolve("part"));
        assertThat(RunData.read(temp.resolve("part")).rows().get(0).rounds()).containsExactly(1, 3, 5);
    }

    @Test
    void aHalfShardIsAnErrorUnlessAPartIsAskedFor() throws IOException {
        shard("b", environment(2, 2), "2", "20", 2);

        assertRefused(
                "Shard 2/2 in " + second + " has 1 of 2 forks: --resume " + second
                        + " goes on with it, or merge what is there with --partial.",
                first,
                second);
        assertThat(MergedRun.of(List.of(first, second), true).notes().get(0))
                .isEqualTo("Partial: Shard 2/2 in " + second + " has 1 of 2 forks: --resume " + second
                        + " goes on with it.");
    }

    @Test
    void aShardWithoutAResultIsLeftOutWhereAPartIsAskedFor() throws IOException {
        Files.delete(second.resolve("result.json"));

        assertRefused(
                second + " has no result.json: it is no run folder, or that run has not ended (a run is continued with"
                        + " --resume " + second + ").",
                first,
                second);
        assertThat(MergedRun.of(List.of(first, second), true).notes())
                .anyMatch(note -> note.startsWith("Partial: Shard 2/2 is left out: "))
                .noneMatch(note -> note.contains("is missing"));
    }

    @Test
    void aShardThatIsThereTwiceIsRefused() throws IOException {
        Path again = shard("again", environment(2, 2), "2 4", "20 40", 2, 4);

        assertRefused(
                "Shard 2/2 is there twice, in " + second + " and in " + again + ": give one of them.",
                first,
                second,
                again);
    }

    @Test
    void shardsOfAnotherRunAreRefused() throws IOException {
        write(
                second,
                "environment.json",
                Json.text(new Environments.Edit(environment(2, 2)).commit("bad").done()));
        assertRefused(
                first + " and " + second
                        + " are not of one run: Ebb is 0.1.0 of commit c0ffee in one and 0.1.0 of commit"
                        + " bad in the other.",
                first,
                second);

        write(
                second,
                "environment.json",
                Json.text(new Environments.Edit(environment(2, 2))
                        .part(new Environment.Part(new Shard(2, 2), 2, "other"))
                        .done()));
        assertRefused(
                first + " and " + second
                        + " are not of one run: the plan (benchmarks, parameters, allocators, forks) is"
                        + " SHA-256 plan in one and SHA-256 other in the other.",
                first,
                second);
    }

    @Test
    void rowsThatRanDifferentlyAreRefused() throws IOException {
        write(
                second,
                "result.json",
                new RunText().mode("ss", "9 s").row("glibc", "2 4").json());

        assertThatThrownBy(() -> MergedRun.of(List.of(first, second), false))
                .hasMessageContaining("differently (measurement 1 x single-shot against 1 x 9 s)");
    }

    @Test
    void roundsOfAnotherShardAreDamage() throws IOException {
        shard("b", environment(2, 2), "2 4", "20 40", 2, 3);

        assertThatThrownBy(() -> MergedRun.of(List.of(first, second), true))
                .hasMessage(second + " is damaged: its rounds.json gives " + key()
                        + " the rounds [2, 3], which are not those of shard 2/2.");
    }

    @Test
    void aRunWithoutShardsIsRefused() throws IOException {
        write(first, "environment.json", Json.text(Environments.plain()));

        assertRefused(first + " is no shard: that run had no --shard.", first, second);
        assertRefused(
                temp.resolve("no") + " is no run folder (it has no environment.json): give those that runs with --shard"
                        + " made.",
                temp.resolve("no"));
    }

    @Test
    void aMergedRunIsNotResumed() {
        merged();

        assertThatThrownBy(() -> RunFolder.open(temp.resolve("out")))
                .isInstanceOf(EbbException.class)
                .hasMessage(temp.resolve("out")
                        + " was merged of shards: --resume the one that has forks to come, and merge" + " again.");
    }

    /** Without them the forks of unlike machines would be taken for those of one. */
    @Test
    void aMergedRunWithoutItsRoundsIsRefused() throws IOException {
        merged();
        Files.delete(temp.resolve("out/rounds.json"));

        assertThatThrownBy(() -> RunData.read(temp.resolve("out")))
                .isInstanceOf(EbbException.class)
                .hasMessage(
                        temp.resolve("out") + " was merged of shards, and rounds.json or environment.json do not say"
                                + " which of them ran each fork of " + key() + ": merge them again.");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        write(temp.resolve("out"), "mine.txt", "mine");

        assertThatThrownBy(this::merged)
                .isInstanceOf(EbbException.class)
                .hasMessage(temp.resolve("out") + " is not empty: give -o a new folder.");
    }

    private RunData merged() {
        MergedRun.of(List.of(second, first), false).write(temp.resolve("out"));
        return RunData.read(temp.resolve("out"));
    }

    private static void assertRefused(String message, Path... shards) {
        assertThatThrownBy(() -> MergedRun.of(List.of(shards), false))
                .isInstanceOf(EbbException.class)
                .hasMessage(message);
    }

    private Path shard(String name, Environment environment, String score, String metric, Integer... rounds)
            throws IOException {
        Path folder = temp.resolve(name);
        write(folder, "environment.json", Json.text(environment));
        double mean = Arrays.stream(score.split(" "))
                .mapToDouble(Double::parseDouble)
                .average()
                .orElseThrow();
        String result = new RunText()
                .row("glibc", score, metric("m", "MiB", quoted(metric)))
                .json();
        write(folder, "result.json", result.replaceFirst("\"score\": 1.0", "\"score\": " + mean));
        write(folder, "rounds.json", Json.text(List.of(new RunFolder.Rounds(key(), Arrays.asList(rounds)))));
        return folder;
    }

    /** As JMH writes what JSON has no number for. */
    private static String quoted(String values) {
        return values.replace("NaN", "\"NaN\"");
    }

    private static RowKey key() {
        return new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of("allocator", "glibc", "scenario", "quick"));
    }

    private static Environment environment(int number, int forks) {
        Environment plain = Environments.plain();
        Environment.Invocation asked = plain.invocation();
        return new Environments.Edit(plain)
                .invocation(new Environment.Invocation(
                        asked.commandLine(),
                        asked.order(),
                        asked.seed(),
                        5,
                        asked.lanes(),
                        asked.inputs(),
                        new Environment.Part(new Shard(number, 2), forks, "plan")))
                .done();
    }

    private static Measured values(ResultRow row) {
        return Objects.requireNonNull(row.metrics().get("m"));
    }

    private static List<String> warnings(RunData run) {
        return run.environment().orElseThrow().conditions().warnings();
    }

    private static Environment.Invocation invocation(RunData run) {
        return run.environment().orElseThrow().invocation();
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
