// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static ebb.results.RunText.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.Json;
import ebb.compare.Comparison;
import ebb.compare.PooledRuns;
import ebb.results.Environments;
import ebb.results.NotSurvived;
import ebb.results.RowKey;
import ebb.results.RunFolder;
import ebb.results.RunText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was measured and is in no figure: forks that their limit has killed, forks without one figure, earlier looks. */
class CompareKillsTest {
    private static final String TEN = "5.0 5.1 5.2 5.3 5.4 5.5 5.6 5.7 5.8 5.9";
    private static final String FIVE = "5.0 5.2 5.4 5.6 5.8";
    private static final List<Integer> ALL =
            IntStream.rangeClosed(1, 10).boxed().toList();
    private static final List<Integer> ODD = List.of(1, 3, 5, 7, 9);
    private static final List<Integer> EVEN = List.of(2, 4, 6, 8, 10);

    private final Calls ebb = new Calls();
    private final ByteArrayOutputStream looks = new ByteArrayOutputStream();

    @TempDir
    private Path temp;

    /** Its five survivors are as good as ever. */
    @Test
    void aRunThatLosesHalfItsForksIsWorse() throws Exception {
        run("base", new RunText().row("glibc", TEN), Map.of("glibc", ALL), Map.of());
        run("new", new RunText().row("glibc", FIVE), Map.of("glibc", ODD), Map.of("glibc", EVEN));

        assertThat(ebb.run("compare", path("base"), path("new"), "--no-worse", "10%"))
                .isEqualTo(1);
        assertThat(ebb.out())
                .contains("\nsurvived, % (more is better)\n")
                .containsPattern("Burst.burst  10 of 10  5 of 10  -50\\.00 % +p=0\\.033  n=10\\+10  worse\n")
                .contains(
                        "\nA fork that did not survive its limit has no other figure: all others are of the survivors alone in"
                                + " Burst.burst (allocator = glibc, scenario = quick).\n");
        assertThat(ebb.run("compare", path("new"), path("base"), "--metric", "survived"))
                .isZero();
        assertThat(ebb.out()).contains("p=0.033  n=10+10  better");
        assertThat(ebb.run("compare", path("base"), path("base"), "--no-worse", "10%"))
                .isZero();
        assertThat(ebb.run("compare", path("base"), path("base"), "--metric", "survived"))
                .as(ebb.err())
                .isZero();
        assertThat(ebb.out()).doesNotContain("survived");
    }

    /** What an alert asks for. */
    @Test
    void whatDidNotSurviveIsExportedToo() throws Exception {
        run("base", new RunText().row("glibc", TEN), Map.of("glibc", ALL), Map.of());
        run("new", new RunText().row("glibc", FIVE), Map.of("glibc", ODD), Map.of("glibc", EVEN));
        run("dead", new RunText(), Map.of(), Map.of("glibc", ALL));

        for (String now : List.of("new", "dead")) {
            assertThat(ebb.run("compare", path("base"), path(now), "-rf", "openmetrics"))
                    .isEqualTo(1);
            assertThat(ebb.out())
                    .containsPattern(
                            "\nebb_answer\\{allocator=\"glibc\",answer=\"worse\",.*,metric=\"survived\",.*} 1\\.0\n");
        }
        assertThat(ebb.run("compare", path("base"), path("new"), "-rf", "bencher"))
                .isEqualTo(1);
        assertThat(ebb.out())
                .containsIgnoringWhitespaces("\"survived\": {\"value\": 50.0}, \"survived.shift\": {\"value\": -50.0}");
        assertThat(ebb.run("compare", path("base"), path("base"), "-rf", "bencher"))
                .isZero();
        assertThat(ebb.out()).doesNotContain("survived");
        assertThat(ebb.run("export", path("new"), "-rf", "openmetrics")).isZero();
        assertThat(ebb.out()).containsPattern("\nebb_survived_ratio\\{.*fork=\"median\".*} 0\\.5\n");
        assertThat(ebb.run("export", path("dead"), "-rf", "openmetrics")).isZero();
        assertThat(ebb.out()).containsPattern("\nebb_survived_ratio\\{.*fork=\"median\".*} 0\\.0\n");
    }

    @Test
    void killedForksAreForksOfABaseline() throws Exception {
        run(
                "new",
                new RunText().row("glibc", "5 5.1 5.2"),
                Map.of("glibc", List.of(1, 2, 3)),
                Map.of("glibc", ALL.subList(3, 10)));
        run("dead", new RunText(), Map.of(), Map.of("glibc", ALL));
        run("few", new RunText(), Map.of(), Map.of("glibc", List.of(1, 2)));
        String results = path("results");

        for (String good : List.of("new", "dead")) {
            assertThat(ebb.run("baseline", "accept", path(good), "--reason", "x", "--results", results))
                    .as(ebb.err())
                    .isZero();
        }
        assertThat(ebb.run("compare", path("dead"), "--baseline", "--results", results))
                .as(ebb.err())
                .isZero();
        assertThat(ebb.run("baseline", "accept", path("few"), "--reason", "x", "--results", results))
                .isEqualTo(2);
        assertThat(ebb.err()).contains(" has 2 forks, too few for any comparison: ");
    }

    /** Fisher's test of 9 of 10 against 10 of 10 has p = 1, and a tenth more may well be lost. */
    @Test
    void aFewKillsAreNeverNoWorse() throws Exception {
        run("base", new RunText().row("glibc", TEN), Map.of("glibc", ALL), Map.of());
        run(
                "new",
                new RunText().row("glibc", "5.0 5.1 5.2 5.3 5.4 5.5 5.6 5.7 5.8"),
                Map.of("glibc", ALL.subList(0, 9)),
                Map.of("glibc", List.of(10)));

        assertThat(ebb.run("compare", path("base"), path("new"), "--no-worse", "10%", "--no-worse", "score=50%"))
                .isEqualTo(3);
        assertThat(ebb.out())
                .containsPattern(
                        "10 of 10  9 of 10  -10.00 % \\[at least -44\\.51 %] +p=1\\.000  n=10\\+10  cannot tell\n");
        assertThat(ebb.run("compare", path("base"), path("new"), "--metric", "survived", "--no-worse", "survived=45%"))
                .isZero();
    }

    @Test
    void aRowOfWhichNoForkIsLeftIsNoMissingRow() throws Exception {
        run("base", new RunText().row("glibc", TEN).row("scudo", TEN), Map.of("glibc", ALL, "scudo", ALL), Map.of());
        run("new", new RunText().row("glibc", TEN), Map.of("glibc", ALL), Map.of("scudo", ALL));
        run("none", new RunText(), Map.of(), Map.of("scudo", ALL));

        assertThat(ebb.run("compare", path("base"), path("new"))).isEqualTo(1);
        assertThat(ebb.out())
                .containsPattern("allocator = scudo  10 of 10  0 of 10  -100\\.0 % +p<0\\.001  n=10\\+10  worse\n")
                .doesNotContain("Only in", "survivors alone");
        assertThat(ebb.run("compare", path("base"), path("none"))).isEqualTo(1);
        assertThat(ebb.out())
                .contains("0 of 10")
                .contains("Only in " + path("base") + ": Burst.burst (allocator = glibc");
        assertThat(ebb.run("compare", path("none"), path("none"))).isZero();
        assertThat(ebb.out()).contains("0 of 10  0 of 10");
    }

    /** Of five rounds that differ p is 0.06; six are enough. */
    @Test
    void withinARunRoundsArePaired() throws Exception {
        List<Integer> four = List.of(1, 2, 4, 6);
        run(
                "five",
                new RunText().row("glibc", TEN).row("scudo", FIVE),
                Map.of("glibc", ALL, "scudo", ODD),
                Map.of("scudo", EVEN));
        run(
                "six",
                new RunText().row("glibc", TEN).row("scudo", "5 5 5 5"),
                Map.of("glibc", ALL, "scudo", four),
                Map.of("scudo", List.of(3, 5, 7, 8, 9, 10)));
        String[] by = {"compare", "", "--by", "allocator", "--base", "glibc"};

        by[1] = path("five");
        assertThat(ebb.run(by)).isZero();
        assertThat(ebb.out()).contains("p=0.063  n=10 pairs");
        by[1] = path("six");
        assertThat(ebb.run(by)).isEqualTo(1);
        assertThat(ebb.out()).contains("p=0.031  n=10 pairs  worse");
    }

    @Test
    void aBaselineKeepsTheKills() throws Exception {
        run("base", new RunText().row("glibc", FIVE), Map.of("glibc", ODD), Map.of("glibc", EVEN));
        run("new", new RunText().row("glibc", TEN), Map.of("glibc", ALL), Map.of());

        assertThat(ebb.run("baseline", "accept", path("base"), "--reason", "x", "--results", path("kept")))
                .isZero();
        assertThat(ebb.run("compare", path("new"), "--baseline", "--results", path("kept")))
                .isZero();
        assertThat(ebb.out()).contains("5 of 10").contains("better");
    }

    /** Killed forks of a later run are in later rounds, so that none is paired with another run's. */
    @Test
    void runsThatArePutTogetherKeepTheirKills() throws Exception {
        run("a", new RunText().row("glibc", FIVE), Map.of("glibc", ODD), Map.of("glibc", EVEN));
        run("b", new RunText().row("scudo", FIVE), Map.of("scudo", ODD), Map.of("glibc", List.of(11)));

        PooledRuns both = PooledRuns.read(path("a") + "," + path("b"));
        assertThat(both.survival().get(0).rounds()).containsExactly(1, 3, 5, 7, 9, 2, 4, 6, 8, 10, 21);
        assertThat(both.upTo(4).survival()).hasSize(1);
        assertThat(both.upTo(4).survival().get(0).rounds()).containsExactly(1, 3, 2, 4);
        assertThat(both.rows().get(1).rounds()).containsExactly(11, 13, 15, 17, 19);
    }

    @Test
    void whatOneOfSeveralRunsLacksIsSaid() throws Exception {
        String peak = metric("rss.peak", "MiB", "100 101 102 103 104");
        String kept = metric("rss.retained", "MiB", "100 101 102 103 104");
        run("one", new RunText().row("glibc", FIVE, peak, kept), Map.of("glibc", ODD), Map.of());
        run("two", new RunText().row("glibc", FIVE, peak), Map.of("glibc", ODD), Map.of());
        run("kib", new RunText().row("glibc", FIVE, metric("rss.peak", "KiB", "1 2 3 4 5")), Map.of(), Map.of());

        for (List<String> sides : List.of(
                List.of(path("one"), path("one") + "," + path("two")),
                List.of(path("two") + "," + path("one"), path("one")))) {
            assertThat(ebb.run("compare", sides.get(0), sides.get(1))).isEqualTo(2);
            assertThat(ebb.out())
                    .contains(
                            "Incomparable: rss.retained of Burst.burst (allocator = glibc, scenario = quick) is NaN or"
                                    + " missing in 5 of 15 forks: it is missing in " + path("two") + ".")
                    .doesNotContain("Only in");
        }
        assertThat(ebb.run("compare", path("one"), path("one") + "," + path("kib")))
                .isEqualTo(2);
        assertThat(ebb.err())
                .startsWith(path("kib") + " has rss.peak of Burst.burst (allocator = glibc, scenario = quick)")
                .endsWith(" in KiB, and a run before it in MiB, so they cannot be put together.\n");
    }

    @Test
    void searchesThatWereNotAskedTheSameAreNotCompared() throws Exception {
        run("two", search(3, 2), Map.of("glibc", ODD), Map.of());
        run("all", search(3, 3), Map.of("glibc", ODD), Map.of());

        assertThat(ebb.run("compare", path("two"), path("two"))).isZero();
        assertThat(ebb.run("compare", path("two"), path("all"))).isEqualTo(2);
        assertThat(ebb.out()).contains(" was not run alike: limit.survivors 2 against 3.\n");
        assertThat(ebb.run("compare", path("two"), path("two") + "," + path("all")))
                .isEqualTo(2);
        assertThat(ebb.err())
                .contains(" differently (limit.survivors 2 against 3), so its forks cannot be put together");
    }

    private static RunText search(int forks, int survivors) {
        return new RunText()
                .row(
                        "glibc",
                        FIVE,
                        metric("limit.min", "MiB", "570 571 572 573 574"),
                        metric("limit.asked", "forks", (forks + " ").repeat(5).strip()),
                        metric(
                                "limit.survivors",
                                "forks",
                                (survivors + " ").repeat(5).strip()));
    }

    /** One fork without the figure: the row has others, and yet it is not decided. */
    @Test
    void aRowWithAFigureThatCannotBeComparedIsNotCalledDecided() throws Exception {
        run(
                "base",
                new RunText().row("glibc", "5 5 5 5 5", metric("rss.peak", "MiB", "1 1 1 1 1")),
                Map.of(),
                Map.of());
        Path run = run(
                "new",
                new RunText().row("glibc", "5 5 5 5 5", metric("rss.peak", "MiB", "1 1 - 1 1")),
                Map.of("glibc", List.of(1, 2, 3, 4, 5)),
                Map.of());

        assertThat(look(run, "a").isWhole()).isFalse();
        assertThat(looks.toString(StandardCharsets.UTF_8))
                .isEqualTo("# After 5 forks all that can be compared is decided; what cannot be stands below\n");
    }

    @Test
    void aResumedRunLooksAgainAsItDid() throws Exception {
        run("base", new RunText().row("glibc", "1 1.1 1.2 1.3 1.4 1.5"), Map.of(), Map.of());
        Path run = run("new", new RunText().row("glibc", "9 9 9 9"), Map.of("glibc", List.of(1, 2, 3, 5)), Map.of());
        Comparison first = look(run, "a");
        assertThat(looks.toString(StandardCharsets.UTF_8)).contains("# After 5 forks 1 row is undecided");

        // The fork that had failed is run after all.
        run("new", new RunText().row("glibc", "9 9 9 9 9"), Map.of("glibc", List.of(1, 2, 3, 4, 5)), Map.of());
        assertThat(look(run, "a").lines(Comparison.Format.csv, false))
                .isEqualTo(first.lines(Comparison.Format.csv, false));
        assertThat(looks.toString(StandardCharsets.UTF_8)).contains("# After 5 forks 1 row is undecided");

        assertThatThrownBy(() -> look(run, "b"))
                .hasToString(
                        "The run in " + run + " cannot go on: the SHA-256 of noise.json was a and is b. Make it as it"
                                + " was, or start a new run.");
    }

    /** @param noise the SHA-256 of the file by which is judged */
    private Comparison look(Path run, String noise) {
        looks.reset();
        PooledRuns base = PooledRuns.read(path("base"));
        RowKey glibc = base.rows().get(0).key();
        UntilDecided.Judging judging = new UntilDecided()
                .judging(
                        Set.of(glibc),
                        0.05,
                        (now, level) -> new CompareOptions().decide(base, now, level),
                        now -> Map.of("noise.json", noise),
                        cell -> true,
                        of -> of,
                        new PrintStream(looks, true, StandardCharsets.UTF_8));
        judging.open(RunFolder.open(run), 5);
        return judging.comparison();
    }

    /**
     * @param rounds of the forks of each allocator
     * @param killed likewise of those that its limit ended
     */
    private Path run(String name, RunText text, Map<String, List<Integer>> rounds, Map<String, List<Integer>> killed)
            throws IOException {
        Path folder = temp.resolve(name);
        Files.createDirectories(folder.resolve(RunFolder.FORKS));
        Files.writeString(folder.resolve(RunFolder.RESULT), text.json());
        Files.writeString(folder.resolve(RunFolder.ENVIRONMENT), Json.text(Environments.plain()));
        Files.writeString(
                folder.resolve(RunFolder.ROUNDS),
                Json.text(rounds.entrySet().stream()
                        .map(of -> new RunFolder.Rounds(key(of.getKey()), of.getValue()))
                        .toList()));
        Files.writeString(
                folder.resolve(RunFolder.KILLS),
                Json.text(killed.entrySet().stream()
                        .flatMap(of -> of.getValue().stream()
                                .map(fork ->
                                        new NotSurvived(key(of.getKey()), fork, false, 560, null, null, null, null)))
                        .toList()));
        return folder;
    }

    private static RowKey key(String allocator) {
        return new RowKey("ebb.load.Burst.burst", "ss", 1, Map.of("allocator", allocator, "scenario", "quick"));
    }

    private String path(String name) {
        return temp.resolve(name).toString();
    }
}
