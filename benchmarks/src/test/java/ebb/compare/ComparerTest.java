// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static ebb.results.RunText.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ebb.results.RowKey;
import ebb.results.RunText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparerTest {
    private static final String FIVE = "5.0 5.1 5.2 5.3 5.4";
    private static final String ROUNDS = """
            [{"benchmark": "ebb.load.Burst.burst", "mode": "ss", "params": {"allocator": "%s", "scenario": "quick"},
              "rounds": %s}""";

    @TempDir
    private Path temp;

    @Test
    void aRegressionNeedsASmallPAndALargeShift() throws Exception {
        Side base = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "100 101 102 103 104")));
        Side much = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "120 121 122 123 124")));
        Side little = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "106 107 108 109 110")));
        Side unclear = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "90 130 131 102.5 140")));

        Line line = line(comparer().compare(base, much), "rss.retained");
        assertThat(line.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(line.evidence().shift()).isEqualTo(20);
        assertThat(line.evidence().p()).isEqualTo(2 / 252.0, within(1e-12));
        assertThat(line.limit()).isEqualTo(8);
        assertThat(line(comparer().compare(much, base), "rss.retained").verdict())
                .isEqualTo(Verdict.BETTER);
        assertThat(line(comparer().compare(base, little), "rss.retained").verdict())
                .isEqualTo(Verdict.SAME);
        assertThat(line(comparer().compare(base, unclear), "rss.retained").verdict())
                .isEqualTo(Verdict.SAME);
    }

    @Test
    void thresholdsDecideOverTheShift() throws Exception {
        Side base = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "100 101 102 103 104")));
        Side now = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "106 107 108 109 110")));

        assertThat(line(comparer("rss.retained=6MiB").compare(base, now), "rss.retained")
                        .verdict())
                .isEqualTo(Verdict.WORSE);
        assertThat(line(comparer("rss.retained=6.1MiB").compare(base, now), "rss.retained")
                        .verdict())
                .isEqualTo(Verdict.SAME);
        assertThat(line(comparer("rss.retained=5%").compare(base, now), "rss.retained")
                        .verdict())
                .isEqualTo(Verdict.WORSE);
        assertThatThrownBy(() -> comparer("rss.retaind=5%").compare(base, now))
                .hasToString("--threshold rss.retaind: no row has such a metric. Did you mean rss.retained?");
    }

    @Test
    void theNoiseFileHoldsForItsRows() throws Exception {
        Side base = side(new RunText()
                .row("glibc", FIVE, metric("rss.retained", "MiB", "100 101 102 103 104"))
                .row("scudo", FIVE, metric("rss.retained", "MiB", "100 101 102 103 104")));
        Side now = side(new RunText()
                .row("glibc", FIVE, metric("rss.retained", "MiB", "120 121 122 123 124"))
                .row("scudo", FIVE, metric("rss.retained", "MiB", "120 121 122 123 124")));
        RowKey glibc = base.rows().get(0).key();
        NoiseFile noise = new NoiseFile(
                "m",
                "2026-11-22",
                List.of(),
                5,
                List.of(new NoiseFile.Entry(
                        glibc.benchmark(), "ss", 1, glibc.params(), "rss.retained", "MiB", "20.5MiB")));

        Comparison comparison =
                new Comparer(0.05, Thresholds.of(List.of(), Optional.of(noise)), Wanted.ALL).compare(base, now);

        assertThat(comparison.regressions())
                .containsExactly(new Cell(base.rows().get(1).key(), "rss.retained"));
    }

    @Test
    void aNoiseFileMakesALimitWiderNeverNarrower() throws Exception {
        Side base = side(new RunText().row("glibc", "1 1.001 1.002 1.003 1.004"));
        Side now = side(new RunText().row("glibc", "1.03 1.031 1.032 1.033 1.034"));

        assertThat(comparison(base, now, "1%").hasRegression()).isFalse();
        assertThat(comparison(base, now, "1%", "score=2%").hasRegression()).isTrue();
    }

    @Test
    void whatNoiseHidesIsSaid() throws Exception {
        Side base = side(new RunText().row("glibc", FIVE));

        assertThat(comparison(base, base, "20.1%").notes())
                .containsExactly("This machine's noise hides smaller changes of: score 20 %.");
        assertThat(comparison(base, base, "19.9%").notes()).isEmpty();
        assertThat(comparison(base, base, "30%", "score=5%").notes()).isEmpty();
    }

    @Test
    void burstsScoreIsNotJudgedBesideItsMakespan() throws Exception {
        Side base = side(new RunText().row("glibc", FIVE, metric("burst.makespan", "s", "1 2 3 4 5")));
        Side now = side(new RunText().row("glibc", FIVE, metric("burst.makespan", "s", "11 12 13 14 15")));

        assertThat(line(comparer().compare(base, now), "score").verdict()).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(line(comparer().compare(base, now), "burst.makespan").verdict())
                .isEqualTo(Verdict.WORSE);
        Comparer alone = new Comparer(
                0.05, Thresholds.of(List.of(), Optional.empty()), Wanted.of(List.of("score"), Optional.empty()));
        assertThat(line(alone.compare(now, base), "score").verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void timesAndThroughputAreRatios() throws Exception {
        Side base = side(new RunText().mode("thrpt", "1 s").row("glibc", "10 10.1 10.2 10.3 10.4"));
        Side slow = side(new RunText().mode("thrpt", "1 s").row("glibc", "9 9.09 9.18 9.27 9.36"));

        Line line = line(comparer().compare(base, slow), "score");

        assertThat(line.readable(line.evidence().shift())).isEqualTo(-0.1, within(1e-9));
        assertThat(line.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(line.limit()).isEqualTo(0.51, within(1e-9));
    }

    @Test
    void aRatioOfZeroIsADifference() throws Exception {
        Side base = side(new RunText().row("glibc", FIVE, metric("cpu.sys", "s", "0 0 0 0 0")));
        Side now = side(new RunText().row("glibc", FIVE, metric("cpu.sys", "s", "1 1 1 1 1")));

        Line line = line(comparer().compare(base, now), "cpu.sys");

        assertThat(line.noRatio()).isTrue();
        assertThat(line.evidence().shift()).isEqualTo(1);
        assertThat(line.verdict()).isEqualTo(Verdict.WORSE);
    }

    @Test
    void underFiveForksThereIsNoVerdict() throws Exception {
        Side base = side(new RunText().row("glibc", "5.0 5.1 5.2 5.3"));
        Side now = side(new RunText().row("glibc", "9.0 9.1 9.2 9.3 9.4"));

        Comparison comparison = comparer().compare(base, now);

        assertThat(line(comparison, "score").verdict()).isEqualTo(Verdict.TOO_FEW);
        assertThat(comparison.isWithoutVerdict()).isTrue();
        assertThat(comparer().compare(now, now).isWithoutVerdict()).isFalse();
    }

    /** 5 and 5 have no p below 2 / 252, which is 0.0079. */
    @Test
    void whereAlphaCannotBeReachedThereIsNoVerdict() throws Exception {
        Side base = side(new RunText().row("glibc", FIVE));
        Side now = side(new RunText().row("glibc", "9.0 9.1 9.2 9.3 9.4"));
        Thresholds none = Thresholds.of(List.of(), Optional.empty());

        assertThat(line(new Comparer(0.0079, none, Wanted.ALL).compare(base, now), "score")
                        .verdict())
                .isEqualTo(Verdict.TOO_FEW);
        assertThat(line(new Comparer(0.008, none, Wanted.ALL).compare(base, now), "score")
                        .verdict())
                .isEqualTo(Verdict.WORSE);
    }

    @Test
    void unknownAndNeutralMetricsAreNotJudged() throws Exception {
        Side base = side(new RunText()
                .row("glibc", FIVE, metric("mine", "x", "1 1 1 1 1"), metric("live.peak", "MiB", "1 1 1 1 1")));
        Side now = side(new RunText()
                .row("glibc", FIVE, metric("mine", "x", "9 9 9 9 9"), metric("live.peak", "MiB", "9 9 9 9 9")));

        Comparison comparison = comparer().compare(base, now);

        assertThat(line(comparison, "mine").verdict()).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(line(comparison, "live.peak").verdict()).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(comparison.hasRegression()).isFalse();
        assertThat(comparison.judged()).isEqualTo(1);
        assertThat(comparison.falseAlarms()).isEqualTo(8 / 252.0, within(1e-12));
    }

    @Test
    void rowsAndMetricsOfOneSideOnlyAreListed() throws Exception {
        Side base = side(new RunText()
                .row("glibc", FIVE, metric("rss.peak", "MiB", "1 1 1 1 1"))
                .row("scudo", FIVE));
        Side now = side(new RunText()
                .row("glibc", FIVE, metric("rss.idle", "MiB", "1 1 1 1 1"))
                .row("jemalloc", FIVE));

        Comparison comparison = comparer().compare(base, now);

        assertThat(comparison.missing())
                .containsExactly(
                        "Burst.burst (allocator = scudo, scenario = quick), mode ss, 1 thread",
                        "rss.peak of Burst.burst (allocator = glibc, scenario = quick)");
        assertThat(comparison.added())
                .containsExactly(
                        "Burst.burst (allocator = jemalloc, scenario = quick), mode ss, 1 thread",
                        "rss.idle of Burst.burst (allocator = glibc, scenario = quick)");
        assertThat(comparison.isMissingSomething()).isTrue();
        assertThat(comparison.isWhole()).isTrue();
    }

    @Test
    void rowsThatWereRunDifferentlyAreIncomparable() throws Exception {
        Side base = side(new RunText().row("glibc", FIVE).mode("thrpt", "1 s").row("scudo", FIVE));
        Side now = side(new RunText().row("glibc", FIVE).mode("thrpt", "2 s").row("scudo", FIVE));
        Side mode = side(new RunText().row("glibc", FIVE).mode("avgt", "1 s").row("scudo", FIVE));

        assertThat(comparer().compare(base, now).faults())
                .containsExactly("Burst.burst (allocator = scudo, scenario = quick), mode thrpt, 1 thread was not run"
                        + " alike: measurement 1 x 1 s against 1 x 2 s");
        assertThat(comparer().compare(base, mode).faults())
                .containsExactly("Burst.burst (allocator = scudo, scenario = quick), mode avgt, 1 thread stands against"
                        + " Burst.burst (allocator = scudo, scenario = quick), mode thrpt, 1 thread: rows of unequal"
                        + " mode or threads");
        assertThat(comparer().compare(base, mode).missing()).isEmpty();
    }

    @Test
    void whatHasNoFigureInSomeForksIsIncomparable() throws Exception {
        Side base = side(new RunText()
                .row("glibc", FIVE, metric("overhead", "ratio", "1 1 \"NaN\" 1 1"), metric("perf", "#", "- - - - -")));
        Side now = side(new RunText()
                .row("glibc", FIVE, metric("overhead", "ratio", "1 1 1 1 -"), metric("perf", "#", "- - - - -")));

        assertThat(comparer().compare(base, now).faults())
                .containsExactly(
                        "overhead of Burst.burst (allocator = glibc, scenario = quick) is NaN or missing in 2 of 10"
                                + " forks",
                        "perf has no raw data (an external profiler's figures have none), so nothing can be said of"
                                + " it: choose others with --metric");
    }

    @Test
    void whatHasNoMeaningAnywhereIsLeftOut() throws Exception {
        String nan = "\"NaN\" \"NaN\" \"NaN\" \"NaN\" \"NaN\"";
        Side side = side(new RunText().row("glibc", FIVE, metric("overhead", "ratio", nan)));

        Comparison comparison = comparer().compare(side, side);

        assertThat(comparison.isWhole()).isTrue();
        assertThat(comparison.notes())
                .containsExactly("Without a meaning in all forks of a row on both sides (NaN): overhead.");
    }

    @Test
    void anotherUnitIsIncomparable() throws Exception {
        Side base = side(new RunText().row("glibc", FIVE, metric("rss.peak", "MiB", "1 1 1 1 1")));
        Side now = side(new RunText().row("glibc", FIVE, metric("rss.peak", "KiB", "1 1 1 1 1")));

        assertThat(comparer().compare(base, now).faults())
                .containsExactly("rss.peak of Burst.burst (allocator = glibc, scenario = quick) has the unit MiB in one"
                        + " and KiB in the other");
    }

    @Test
    void nothingInCommonIsRefused() throws Exception {
        Side base = side(new RunText().row("glibc", FIVE));
        Side now = side(new RunText().row("scudo", FIVE));

        assertThatThrownBy(() -> comparer().compare(base, now)).hasMessageStartingWith("There is nothing to compare: ");
    }

    @Test
    void withinARunForksOfTheSameRoundArePaired() throws Exception {
        Side side = rounds("1 2 3 4 5 6", "1.1 2.1 3.1 4.1 5.1 6.1", "[1, 2, 3, 4, 5, 6]", "[1, 2, 3, 4, 5, 6]");

        Comparison comparison = comparer().by(side, "allocator", "glibc");

        Line line = line(comparison, "score");
        assertThat(line.evidence().paired()).isTrue();
        assertThat(line.evidence().p()).isEqualTo(0.03125);
        assertThat(line.key().params()).containsEntry("allocator", "scudo");
        assertThat(comparison.notes())
                .containsExactly(
                        "Forks of the same round were paired: sign-flip test on the ranks of their" + " differences.");
    }

    @Test
    void aForkThatFailedLeavesItsRoundOut() throws Exception {
        Side side = rounds("1 2 3 4 5 6", "1.1 2.1 3.1 4.1 5.1 6.1 9", "[1, 2, 3, 4, 5, 6]", "[2, 1, 3, 4, 5, 6, 7]");

        Line line = line(comparer().by(side, "allocator", "glibc"), "score");

        assertThat(line.evidence().n()).isEqualTo(6);
        // The logarithm of 1.1 / 2 is the only one below zero, and the second largest: 2 x 10 of 64 ways.
        assertThat(line.evidence().p()).isEqualTo(0.3125);
    }

    @Test
    void fiveRoundsAreNotPaired() throws Exception {
        Side side = rounds("1 2 3 4 5", "1.1 2.1 3.1 4.1 5.1", "[1, 2, 3, 4, 5]", "[1, 2, 3, 4, 5]");

        Comparison comparison = comparer().by(side, "allocator", "glibc");

        assertThat(line(comparison, "score").evidence().paired()).isFalse();
        assertThat(comparison.notes())
                .containsExactly(
                        "With fewer than 6 rounds a paired test cannot reach p <= 0.05, so forks were not paired.");
    }

    @Test
    void anUnknownParameterOrValueIsRefused() throws Exception {
        Side side = side(new RunText().row("glibc", FIVE).row("scudo", FIVE));

        assertThatThrownBy(() -> comparer().by(side, "alocator", "glibc"))
                .hasMessageEndingWith(" has the parameter 'alocator'. Did you mean allocator?");
        assertThatThrownBy(() -> comparer().by(side, "allocator", "glib"))
                .hasMessageEndingWith(" has allocator = glib. Did you mean glibc?");
    }

    @Test
    void whatIsNotWantedIsLeftOut() throws Exception {
        Side side = side(new RunText()
                .row("glibc", FIVE, metric("rss.peak", "MiB", "1 1 1 1 1"), metric("rss.idle", "MiB", "1 1 1 1 1"))
                .row("scudo", FIVE, metric("rss.peak", "MiB", "1 1 1 1 1")));
        Wanted wanted = Wanted.of(List.of("rss.*"), Optional.of("= glibc"));

        Comparison comparison =
                new Comparer(0.05, Thresholds.of(List.of(), Optional.empty()), wanted).compare(side, side);

        assertThat(comparison.lines()).extracting(Line::metric).containsExactly("rss.peak", "rss.idle");
        assertThatThrownBy(() -> new Comparer(
                                0.05,
                                Thresholds.of(List.of(), Optional.empty()),
                                Wanted.of(List.of("rss.peek"), Optional.empty()))
                        .compare(side, side))
                .hasToString("No row has the metric 'rss.peek'. Did you mean rss.peak?");
        assertThatThrownBy(() -> Wanted.of(List.of(), Optional.of("(")))
                .hasToString("--filter ( is not a regular expression (Unclosed group).");
    }

    private Side rounds(String glibc, String scudo, String glibcRounds, String scudoRounds) throws IOException {
        Path folder = Files.createTempDirectory(temp, "run");
        Files.writeString(
                folder.resolve("result.json"),
                new RunText().row("glibc", glibc).row("scudo", scudo).json());
        Files.writeString(
                folder.resolve("rounds.json"),
                ROUNDS.formatted("glibc", glibcRounds) + ",\n"
                        + ROUNDS.formatted("scudo", scudoRounds).substring(1) + "]");
        return Side.read(folder.toString());
    }

    private Side side(RunText text) throws IOException {
        return Side.read(Files.writeString(Files.createTempFile(temp, "run", ".json"), text.json())
                .toString());
    }

    /** With a noise file that has this limit for the score of the base's first row. */
    private static Comparison comparison(Side base, Side now, String limit, String... thresholds) {
        RowKey key = base.rows().get(0).key();
        NoiseFile.Entry entry = new NoiseFile.Entry(key.benchmark(), "ss", 1, key.params(), "score", "s/op", limit);
        NoiseFile noise = new NoiseFile("m", "2026-11-22", List.of(), 5, List.of(entry));
        return new Comparer(0.05, Thresholds.of(List.of(thresholds), Optional.of(noise)), Wanted.ALL)
                .compare(base, now);
    }

    private static Comparer comparer(String... thresholds) {
        return new Comparer(0.05, Thresholds.of(List.of(thresholds), Optional.empty()), Wanted.ALL);
    }

    private static Line line(Comparison comparison, String metric) {
        return comparison.lines().stream()
                .filter(line -> line.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }
}
