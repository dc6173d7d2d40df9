// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static ebb.results.RunText.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ebb.base.Json;
import ebb.compare.ComparedMetric.Verdict;
import ebb.results.Environment;
import ebb.results.Environments;
import ebb.results.RunFolder;
import ebb.results.RunText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merged runs, whose rounds ran on several kinds of machines. */
class MachinesTest {
    private static final String MIXED = "A A A A A B B B B B";
    private static final String BASE = "100 101 102 103 104 300 301 302 303 304";
    private static final String MORE = "120 121 122 123 124 320 321 322 323 324";

    @TempDir
    private Path temp;

    /** The machines differ by ten times the change: only within them it can be seen. */
    @Test
    void forksAreComparedWithinKindsOfMachines() throws IOException {
        Comparison comparison = compare(run("base", MIXED, BASE), run("new", MIXED, MORE));

        ComparedMetric line = line(comparison);
        assertThat(line.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(line.evidence().p()).isEqualTo(2.0 / (252 * 252), within(1e-12));
        assertThat(line.evidence().shift()).isEqualTo(20);
        assertThat(comparison.notes())
                .containsExactly("Forks were compared within each kind of machine (van Elteren's test): A, B.");
        assertThat(line(compare(run("a", "A A A A A A A A A A", BASE), run("b", "A A A A A A A A A A", MORE)))
                        .verdict())
                .isEqualTo(Verdict.SAME);
    }

    @Test
    void whatOnlyOneSideHasIsLeftOutAndSaid() throws IOException {
        Comparison comparison = compare(run("base", MIXED, BASE), run("new", "A A A A A C C C C C", MORE));

        assertThat(line(comparison).base().values()).containsExactly(100, 101, 102, 103, 104);
        assertThat(line(comparison).now().values()).containsExactly(120, 121, 122, 123, 124);
        assertThat(line(comparison).evidence().p()).isEqualTo(2 / 252.0, within(1e-12));
        assertThat(comparison.notes())
                .containsExactly("Only one side has forks on these machines, which are left out: B, C.");
    }

    @Test
    void aKindOfMachineThatDisagreesIsNamed() throws IOException {
        String contrary = "150 151 152 153 154 290 291 292 293 294";
        List<String> notes = compare(run("base", MIXED, BASE), run("new", "A A A A A B B B B B", contrary))
                .notes();

        assertThat(notes)
                .containsExactly(
                        "Forks were compared within each kind of machine (van Elteren's test): A, B.",
                        "The change may depend on the machine: its intervals on them do not overlap: rss.retained of"
                                + " Burst.burst (allocator = glibc, scenario = quick) (+50.00 MiB on A, -10.00 MiB on B).");

        String most = "150 151 152 153 154 155 156 300";
        notes = compare(
                        run("b3", "A A A A A A A B", "100 101 102 103 104 105 106 301"),
                        run("n3", "A A A A A A A B", most))
                .notes();
        assertThat(notes)
                .contains("Not every kind of machine agrees with the change of all: rss.retained of Burst.burst"
                        + " (allocator = glibc, scenario = quick) (+50.00 MiB on A, -1.00 MiB on B).");
    }

    @Test
    void runsWithoutAMachineInCommonAreRefused() throws IOException {
        PooledRuns base = run("base", MIXED, BASE);
        PooledRuns now = run("new", "C C C C C D D D D D", MORE);

        assertThatThrownBy(() -> EnvironmentCheck.notes(base, now, false))
                .hasMessage(base.name() + " comes from the machine A and B, " + now.name()
                        + " from C and D: their figures are not comparable; measure both on one machine, or give"
                        + " --allow-env-mismatch.");
        assertThat(EnvironmentCheck.notes(base, run("other", "B B B B B C C C C C", MORE), false))
                .isEmpty();
        PooledRuns two = run("two", "A+1 A+1 A+1 A+1 A+1 A+2 A+2 A+2 A+2 A+2", MORE);
        assertThatThrownBy(() -> EnvironmentCheck.notes(base, two, false)).hasMessageContaining("are not comparable");
        assertThat(EnvironmentCheck.notes(run("one", "A A A A A A A A A A", BASE), two, false))
                .containsExactly(
                        "The shards of a side had different libraries of one name, so its forks were not compared"
                                + " within kinds of machines.");
    }

    /** Rounds are within a machine, so pairs are. */
    @Test
    void pairsOfAMergedRunAreThoseOfItsRounds() throws IOException {
        Path folder = temp.resolve("by");
        write(
                folder,
                MIXED,
                new RunText()
                        .row("glibc", ones(10), metric("rss.retained", "MiB", BASE))
                        .row("jemalloc", ones(10), metric("rss.retained", "MiB", MORE)),
                "glibc",
                "jemalloc");

        Comparison comparison = comparer().by(PooledRuns.read(folder.toString()), "allocator", "glibc");

        assertThat(line(comparison).evidence().paired()).isTrue();
        assertThat(line(comparison).evidence().p()).isEqualTo(2 / 1024.0, within(1e-12));
        assertThat(comparison.notes())
                .containsExactly(
                        "Forks of the same round were paired: sign-flip test on the ranks of their differences.");
    }

    /** With 2 and 2 forks on each of two machines the smallest p is 2 of 36, with a third on one of them 2 of 60. */
    @Test
    void whatFiveForksOnSeveralMachinesWouldShowIsNotSaid() throws IOException {
        Comparison one = compare(run("a", "A A A A", "1 2 3 4"), run("b", "A A A A", "31 32 33 34"));
        Comparison two = compare(run("base", "A A B B", "1 2 3 4"), run("new", "A A B B", "31 32 33 34"));

        assertThat(String.join("\n", Summary.of(one))).contains("all forks of one side are apart");
        assertThat(line(two).verdict()).isEqualTo(Verdict.TOO_FEW);
        assertThat(String.join("\n", Summary.of(two))).doesNotContain("all forks of one side are apart");
    }

    private PooledRuns run(String name, String strata, String retained) throws IOException {
        int forks = retained.split(" ").length;
        RunText text = new RunText().row("glibc", ones(forks), metric("rss.retained", "MiB", retained));
        write(temp.resolve(name), strata, text, "glibc");
        return PooledRuns.read(temp.resolve(name).toString());
    }

    private static void write(Path folder, String strata, RunText text, String... allocators) throws IOException {
        List<String> machines = List.of(strata.split(" "));
        Environment environment = new Environments.Edit(Environments.warned(List.of()))
                .allocators(List.of())
                .shards(machines)
                .done();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("environment.json"), Json.text(environment));
        Files.writeString(folder.resolve("result.json"), text.json());
        String rounds = IntStream.rangeClosed(1, machines.size())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        Files.writeString(
                folder.resolve("rounds.json"),
                Arrays.stream(allocators)
                        .map(allocator -> """
                                {"row": {"benchmark": "ebb.load.Burst.burst", "mode": "ss", "threads": 1,
                                  "params": {"allocator": "%s", "scenario": "quick"}}, "rounds": [%s]}""".formatted(allocator, rounds))
                        .collect(Collectors.joining(", ", "[", "]")));
    }

    private static String ones(int forks) {
        return "1 ".repeat(forks).strip();
    }

    private static Comparer comparer() {
        return new Comparer(0.05, Thresholds.of(List.of(), List.of(), Optional.empty()), Selection.ALL);
    }

    private static Comparison compare(PooledRuns base, PooledRuns now) {
        return comparer().compare(base, now);
    }

    private static ComparedMetric line(Comparison comparison) {
        return comparison.lines().stream()
                .filter(line -> line.metric().equals("rss.retained"))
                .findFirst()
                .orElseThrow();
    }

    /** Each side has the row on a machine where the other side has none, beside one that both have. */
    @Test
    void aRowThatRanOnOtherMachinesIsIncomparable() throws IOException {
        PooledRuns base = run("base", MIXED, BASE);
        PooledRuns now = run("new", MIXED, MORE);
        PooledRuns here = base.upTo(5);
        PooledRuns there =
                now.only(List.of(new RunFolder.Rounds(now.rows().get(0).key(), List.of(6, 7, 8, 9, 10))));

        Comparison comparison = compare(here, there);

        assertThat(comparison.lines()).isEmpty();
        assertThat(comparison.faults())
                .containsExactly(
                        "Burst.burst (allocator = glibc, scenario = quick), mode ss, 1 thread ran on no kind of"
                                + " machine that both sides have: A against B");
    }
}
