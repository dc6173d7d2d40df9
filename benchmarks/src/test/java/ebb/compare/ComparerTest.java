// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static ebb.results.RunText.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ebb.compare.ComparedMetric.Verdict;
import ebb.compare.Comparison.RowMetric;
import ebb.results.Direction;
import ebb.results.Limit;
import ebb.results.RowKey;
import ebb.results.RunText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparerTest {
    private static final ForkTest TEST = new ForkTest(0.05);
    private static final String FIVE = "5.0 5.1 5.2 5.3 5.4";
    private static final String ROUNDS = """
            [{"row": {"benchmark": "ebb.load.Burst.burst", "mode": "ss", "threads": 1,
                      "params": {"allocator": "%s", "scenario": "quick"}},
              "rounds": %s}""";

    @TempDir
    private Path temp;

    @Test
    void noProbabilityIsPrintedAsZero() {
        assertThat(FigureText.level("p", 0.00049)).isEqualTo("p<0.001");
        assertThat(FigureText.level("q", 0.0005)).isEqualTo("q=0.001");
        assertThat(FigureText.level("p", 0.0079)).isEqualTo("p=0.008");
    }

    @Test
    void aRegressionNeedsASmallPAndALargeShift() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "100 101 102 103 104")));
        PooledRuns much = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "120 121 122 123 124")));
        PooledRuns little =
                side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "106 107 108 109 110")));
        PooledRuns unclear =
                side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "90 130 131 102.5 140")));

        ComparedMetric line = line(comparer().compare(base, much), "rss.retained");
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
        PooledRuns base = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "100 101 102 103 104")));
        PooledRuns now = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "106 107 108 109 110")));

        assertThat(line(comparer("rss.retained=6MiB").compare(base, now), "rss.retained")
                        .verdict())
                .isEqualTo(Verdict.WORSE);
        assertThat(line(comparer("rss.retained=6.1MiB").compare(base, now), "rss.retained")
                        .verdict())
                .isEqualTo(Verdict.SAME);
        assertThat(line(comparer("rss.retained=5%").compare(base, now), "rss.retained")
                        .verdict())
                .isEqualTo(Verdict.WORSE);
        assertThatThrownBy(() -> comparer("rss.retained=8GiB").compare(base, now))
                .hasToString("--threshold rss.retained=8GiB cannot be used: give a number and % (of the base) or the"
                        + " metric's unit, MiB.");
        assertThatThrownBy(() -> comparer("rss.retaind=5%").compare(base, now))
                .hasToString("--threshold rss.retaind: no row has such a metric. Did you mean rss.retained?");
    }

    @Test
    void theNoiseFileHoldsForItsRows() throws Exception {
        PooledRuns base = side(new RunText()
                .row("glibc", FIVE, metric("rss.retained", "MiB", "100 101 102 103 104"))
                .row("scudo", FIVE, metric("rss.retained", "MiB", "100 101 102 103 104")));
        PooledRuns now = side(new RunText()
                .row("glibc", FIVE, metric("rss.retained", "MiB", "120 121 122 123 124"))
                .row("scudo", FIVE, metric("rss.retained", "MiB", "120 121 122 123 124")));
        RowKey glibc = base.rows().get(0).key();
        NoiseFile noise = new NoiseFile(
                "m", "2026-11-22", List.of(), 5, List.of(new NoiseFile.Entry(glibc, "rss.retained", "MiB", "20.5MiB")));

        Comparison comparison = new Comparer(
                        0.05, Thresholds.of(List.of(), List.of(), Optional.of(noise)), Selection.ALL)
                .compare(base, now);

        assertThat(comparison.regressions())
                .containsExactly(new RowMetric(base.rows().get(1).key(), "rss.retained"));
    }

    @Test
    void aNoiseFileMakesALimitWiderNeverNarrower() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", "1 1.001 1.002 1.003 1.004"));
        PooledRuns now = side(new RunText().row("glibc", "1.03 1.031 1.032 1.033 1.034"));

        assertThat(comparison(base, now, "1%").hasRegression()).isFalse();
        assertThat(comparison(base, now, "1%", "score=2%").hasRegression()).isTrue();
    }

    /** What differs by more from run to run is not shown by the forks of two runs. */
    @Test
    void noiseWiderThanTheLimitLeavesItOpen() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", "1 1.001 1.002 1.003 1.004"));

        assertThat(noWorse(base, base, "5%", "5%").notes()).isEmpty();
        assertThat(line(noWorse(base, base, "5%", "5%"), "score").verdict()).isEqualTo(Verdict.NO_WORSE);
        assertThat(line(noWorse(base, base, "10.2%", "5%"), "score").verdict()).isEqualTo(Verdict.NO_WORSE);
        Comparison open = noWorse(base, base, "10.3%", "5%"); // the square of 1.05 is 1.1025
        assertThat(String.join("\n", Summary.of(open))).doesNotContain("Cannot tell");
        assertThat(line(open, "score").verdict()).isEqualTo(Verdict.CANNOT_TELL);
        assertThat(open.notes())
                .containsExactly("Between runs on this machine these differ by more than the limit of --no-worse with"
                        + " nothing changed, so more forks cannot show that they are no worse: score.");
        assertThat(line(noWorse(base, base, "10.3%", "own"), "score").verdict()).isEqualTo(Verdict.NO_WORSE);
    }

    /** What differs from run to run is not between the forks of one. */
    @Test
    void noiseBetweenRunsLeavesNothingOpenWithinOne() throws Exception {
        PooledRuns side = rounds(
                "1 1.001 1.002 1.003 1.004 1.005",
                "1 1.001 1.002 1.003 1.004 1.005",
                "[1, 2, 3, 4, 5, 6]",
                "[1, 2, 3, 4, 5, 6]");
        NoiseFile noise = new NoiseFile(
                "m",
                "2026-11-22",
                List.of(),
                5,
                List.of(new NoiseFile.Entry(
                        side.rows().get(1).key(),
                        "score",
                        side.rows().get(0).score().unit(),
                        "30%")));

        Comparison within = new Comparer(
                        0.05, Thresholds.of(List.of(), List.of("5%"), Optional.of(noise)), Selection.ALL)
                .by(side, "allocator", "glibc");

        assertThat(line(within, "score").verdict()).isEqualTo(Verdict.NO_WORSE);
        assertThat(within.notes()).noneMatch(note -> note.startsWith("Between runs"));
    }

    /** From 100 to 105 is worse by 5 %, though the logarithm's error makes it a little less or more. */
    @Test
    void exactlyTheLimitIsWorse() throws Exception {
        for (double base : new double[] {100, 73, 0.3, 41.7}) {
            PooledRuns before =
                    side(new RunText().row("glibc", (base + " ").repeat(5).strip()));
            PooledRuns after = side(
                    new RunText().row("glibc", (base * 1.05 + " ").repeat(5).strip()));
            assertThat(line(noWorse(before, after, "0%", "5%"), "score").verdict())
                    .isEqualTo(Verdict.WORSE);
            assertThat(Comparer.isNoWorse(
                            Direction.LESS,
                            TEST.unpaired(
                                    Sample.of(base, base, base, base, base).logs(),
                                    Sample.of(1.05 * base, 1.05 * base, 1.05 * base, 1.05 * base, 1.05 * base)
                                            .logs()),
                            true,
                            base,
                            Limit.share(0.05)))
                    .isFalse();
        }
    }

    /** Nothing that differs is printed as zero, and a bound is never printed as less than it is. */
    @Test
    void smallChangesAreShownAndBoundsRoundedOutward() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "0 0 0 0 0")));
        PooledRuns now = side(
                new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "0.0011 0.0021 0.0031 1.0414 2.0021")));

        ComparedMetric line = line(comparer().compare(base, now), "rss.retained");

        assertThat(FigureText.change(line)).isEqualTo("+0.0031 MiB [+0.0011, +2.01]");
        ComparedMetric open = line(noWorse(base, now, "1%", "rss.retained=1MiB"), "rss.retained");
        assertThat(FigureText.answer(open, 0.05)).startsWith("+0.0031 MiB [at most +2.01 MiB]");
    }

    /**
     * Where 50 % more is the truth it may be said in 5 % of all comparisons that it is less: with the median of the sample it
     * is in 9 %, for a base that is high by chance has a wide margin and a small change.
     */
    @ParameterizedTest
    @CsvSource({"5, 0.05", "10, 0.05", "5, 0.5", "10, 0.5", "5, 1", "10, 1"})
    void aShareOfADifferenceIsThatOfTheLeastBase(int forks, double share) {
        Random random = new Random(12);
        int said = 0;
        int ofSample = 0;
        for (int i = 0; i < 4000; i++) {
            Sample base = gaussian(random, forks, 100);
            ForkTest.Evidence evidence = TEST.unpaired(base, gaussian(random, forks, 100 * (1 + share)));
            said += isLess(evidence, base.leastMedian(0.05), share);
            ofSample += isLess(evidence, base.median(), share);
        }
        assertThat(said / 4000.0).isBetween(0.005, 0.05);
        assertThat(ofSample).isGreaterThan(said);
    }

    /** At most 49 MiB more is below a tenth of the median, 500, but not of the least of five, 480; an amount beside a ratio likewise. */
    @Test
    void theLimitIsThatOfTheBoundOfTheBase() throws Exception {
        PooledRuns base = side(new RunText()
                .row(
                        "glibc",
                        FIVE,
                        metric("rss.retained", "MiB", "480 490 500 510 520"),
                        metric("cpu.user", "s", "0.08 0.09 0.10 0.11 0.12")));
        PooledRuns now = side(new RunText()
                .row(
                        "glibc",
                        FIVE,
                        metric("rss.retained", "MiB", "509 519 529 539 549"),
                        metric("cpu.user", "s", "0.0944 0.1062 0.118 0.1298 0.1416")));

        Comparison tenth = noWorse(base, now, "1%", "10%");
        assertThat(line(tenth, "rss.retained").bound()).isEqualTo(49);
        assertThat(line(tenth, "rss.retained").verdict()).isEqualTo(Verdict.CANNOT_TELL);
        assertThat(line(noWorse(base, now, "1%", "10.3%"), "rss.retained").verdict())
                .isEqualTo(Verdict.NO_WORSE);
        // At most 44 % more, which is less than 0.05 s of the median, 0.10, but not of the most of five, 0.12.
        assertThat(line(tenth, "cpu.user").verdict()).isEqualTo(Verdict.CANNOT_TELL);
        assertThat(line(noWorse(base, now, "1%", "45%"), "cpu.user").verdict()).isEqualTo(Verdict.NO_WORSE);
    }

    private static int isLess(ForkTest.Evidence evidence, double base, double share) {
        return Comparer.isNoWorse(Direction.LESS, evidence, false, base, Limit.share(share)) ? 1 : 0;
    }

    private static Sample gaussian(Random random, int forks, double mean) {
        return Sample.of(random.doubles(forks)
                .map(u -> mean + 20 * random.nextGaussian())
                .toArray());
    }

    /** The smallest of five is above the median in 1 of 32 samples, the second of ten in 11 of 1024. */
    @Test
    void aMedianIsBoundedByTheSignTest() {
        Sample ten = Sample.of(4, 2, 3, 1, 5, 6, 7, 8, 9, 10);
        assertThat(Sample.of(3, 1, 2, 5, 4).leastMedian(0.05)).isEqualTo(1);
        assertThat(Sample.of(3, 1, 2, 5, 4).mostMedian(0.0312)).isInfinite();
        assertThat(ten.leastMedian(0.05)).isEqualTo(2);
        assertThat(ten.mostMedian(0.05)).isEqualTo(9);
        assertThat(ten.leastMedian(0.0009)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** At a true change of exactly the limit it may be said in 5 % of all comparisons, at none it should be in most. */
    @ParameterizedTest
    @CsvSource({"less, 12, 0.002, 0.05", "less, 0, 0.95, 1", "more, -12, 0.002, 0.05", "more, 0, 0.95, 1"})
    void itIsSaidFalselyNoMoreOftenThanTheLevel(String better, double shift, double least, double most)
            throws Exception {
        Random random = new Random(11);
        int said = 0;
        for (int i = 0; i < 1000; i++) {
            Sample base =
                    Sample.of(random.doubles(10).map(u -> 200 + 10 * (u - 0.5)).toArray());
            Sample now = Sample.of(
                    random.doubles(10).map(u -> 200 + shift + 10 * (u - 0.5)).toArray());
            ForkTest.Evidence evidence = TEST.unpaired(base, now);
            said += Comparer.isNoWorse(
                            better.equals("less") ? Direction.LESS : Direction.MORE,
                            evidence,
                            false,
                            200,
                            Limit.amount(12))
                    ? 1
                    : 0;
        }
        assertThat(said / 1000.0).isBetween(least, most);
    }

    /** Benjamini and Hochberg 1995, by hand: of 6 the third p of 0.02 makes the second one's rate smaller, too. */
    @Test
    void ratesOfFalseDiscoveryNeverFallWithP() {
        assertThat(Comparison.ratesOfFalseDiscovery(new double[] {0.001, 0.019, 0.02, 0.2, 0.2, 0.9}))
                .hasSize(5)
                .hasEntrySatisfying(0.001, q -> assertThat(q).isEqualTo(0.006, within(1e-12)))
                .hasEntrySatisfying(0.019, q -> assertThat(q).isEqualTo(0.04, within(1e-12)))
                .hasEntrySatisfying(0.02, q -> assertThat(q).isEqualTo(0.04, within(1e-12)))
                .hasEntrySatisfying(0.2, q -> assertThat(q).isEqualTo(0.24, within(1e-12)))
                .hasEntrySatisfying(0.9, q -> assertThat(q).isEqualTo(0.9, within(1e-12)));
    }

    @Test
    void whatNoiseHidesIsSaid() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", FIVE));

        assertThat(comparison(base, base, "20.1%").notes())
                .containsExactly("This machine's noise hides smaller changes of: score +20% or -17%.");
        assertThat(comparison(base, base, "19.9%").notes()).isEmpty();
        assertThat(comparison(base, base, "30%", "score=5%").notes()).isEmpty();
    }

    @Test
    void whatNoiseHidesOfAnAmountIsSaid() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "100 100 100 100 100")));

        assertThat(noisy(base, base, "rss.retained", "MiB", "20.1MiB").notes())
                .containsExactly("This machine's noise hides smaller changes of: rss.retained 20.10 MiB.");
        assertThat(noisy(base, base, "rss.retained", "MiB", "19.9MiB").notes()).isEmpty();
    }

    /** Of 0.1 s of CPU time Ebb's own 0.05 s are more than a noise of 30 %. */
    @Test
    void aLimitOfEbbsOwnIsNotBlamedOnNoise() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", FIVE, metric("cpu.user", "s", "0.1 0.1 0.1 0.1 0.1")));

        assertThat(noisy(base, base, "cpu.user", "s", "30%").notes()).isEmpty();
        assertThat(noisy(base, base, "cpu.user", "s", "60%").notes())
                .containsExactly("This machine's noise hides smaller changes of: cpu.user +60% or -38%.");
    }

    /** Whatever the limit, a change is found in both directions or in none. */
    @ParameterizedTest
    @CsvSource({"5", "69", "125", "900"})
    void aRatioIsHeldAgainstTheSameFactorUpAndDown(int percent) throws Exception {
        double factor = 1 + percent / 100.0;
        for (String mode : List.of("thrpt", "avgt")) {
            PooledRuns base = timed(mode, 1);
            PooledRuns within = timed(mode, 0.99 * factor);
            PooledRuns beyond = timed(mode, 1.01 * factor);
            Verdict more = mode.equals("thrpt") ? Verdict.BETTER : Verdict.WORSE;
            Verdict less = mode.equals("thrpt") ? Verdict.WORSE : Verdict.BETTER;

            assertThat(score(base, within, percent)).isEqualTo(Verdict.SAME);
            assertThat(score(within, base, percent)).isEqualTo(Verdict.SAME);
            assertThat(score(base, beyond, percent)).isEqualTo(more);
            assertThat(score(beyond, base, percent)).isEqualTo(less);
        }
    }

    /** Of zero there is no logarithm, and no fall is larger. */
    @Test
    void aThroughputThatFallsToZeroIsFound() throws Exception {
        PooledRuns base = timed("thrpt", 1);
        PooledRuns none = timed("thrpt", 0);

        assertThat(score(base, none, 5)).isEqualTo(Verdict.WORSE);
        assertThat(score(base, none, 900)).isEqualTo(Verdict.WORSE);
    }

    @Test
    void aDifferenceIsHeldAgainstTheSameLimitUpAndDown() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "99 100 100 100 101")));
        PooledRuns within =
                side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "398 399 399 399 400")));
        PooledRuns beyond =
                side(new RunText().row("glibc", FIVE, metric("rss.retained", "MiB", "400 401 401 401 402")));

        for (String limit : List.of("300MiB", "300%")) {
            Comparer comparer = comparer("rss.retained=" + limit);
            assertThat(line(comparer.compare(base, within), "rss.retained").verdict())
                    .isEqualTo(Verdict.SAME);
            assertThat(line(comparer.compare(within, base), "rss.retained").verdict())
                    .isEqualTo(Verdict.SAME);
            assertThat(line(comparer.compare(base, beyond), "rss.retained").verdict())
                    .isEqualTo(Verdict.WORSE);
            assertThat(line(comparer.compare(beyond, base), "rss.retained").verdict())
                    .isEqualTo(Verdict.BETTER);
        }
    }

    @Test
    void burstsScoreIsNotJudgedBesideItsMakespan() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", FIVE, metric("burst.makespan", "s", "1 2 3 4 5")));
        PooledRuns now = side(new RunText().row("glibc", FIVE, metric("burst.makespan", "s", "11 12 13 14 15")));

        assertThat(line(comparer().compare(base, now), "score").verdict()).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(line(comparer().compare(base, now), "burst.makespan").verdict())
                .isEqualTo(Verdict.WORSE);
        Comparer alone = new Comparer(
                0.05,
                Thresholds.of(List.of(), List.of(), Optional.empty()),
                Selection.of(List.of("score"), Optional.empty()));
        assertThat(line(alone.compare(now, base), "score").verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void timesAndThroughputAreRatios() throws Exception {
        PooledRuns base = side(new RunText().mode("thrpt", "1 s").row("glibc", "10 10.1 10.2 10.3 10.4"));
        PooledRuns slow = side(new RunText().mode("thrpt", "1 s").row("glibc", "9 9.09 9.18 9.27 9.36"));

        ComparedMetric line = line(comparer().compare(base, slow), "score");

        assertThat(line.readable(line.evidence().shift())).isEqualTo(-0.1, within(1e-9));
        assertThat(line.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(line.limit()).isEqualTo(10.2 - 10.2 / 1.05, within(1e-9));
    }

    @Test
    void aRatioOfZeroIsADifference() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", FIVE, metric("cpu.sys", "s", "0 0 0 0 0")));
        PooledRuns now = side(new RunText().row("glibc", FIVE, metric("cpu.sys", "s", "1 1 1 1 1")));

        ComparedMetric line = line(comparer().compare(base, now), "cpu.sys");

        assertThat(line.noRatio()).isTrue();
        assertThat(line.evidence().shift()).isEqualTo(1);
        assertThat(line.verdict()).isEqualTo(Verdict.WORSE);
    }

    @Test
    void underFiveForksThereIsNoVerdict() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", "5.0 5.1 5.2 5.3"));
        PooledRuns now = side(new RunText().row("glibc", "9.0 9.1 9.2 9.3 9.4"));

        Comparison comparison = comparer().compare(base, now);

        assertThat(line(comparison, "score").verdict()).isEqualTo(Verdict.TOO_FEW);
        assertThat(comparison.whyNothingIsJudged())
                .hasValueSatisfying(why -> assertThat(why).contains("-f 5"));
        assertThat(comparer().compare(now, now).whyNothingIsJudged()).isEmpty();
    }

    /** 5 and 5 have no p below 2 / 252, which is 0.0079. */
    @Test
    void whereAlphaCannotBeReachedThereIsNoVerdict() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", FIVE));
        PooledRuns now = side(new RunText().row("glibc", "9.0 9.1 9.2 9.3 9.4"));
        Thresholds none = Thresholds.of(List.of(), List.of(), Optional.empty());

        assertThat(line(new Comparer(0.0079, none, Selection.ALL).compare(base, now), "score")
                        .verdict())
                .isEqualTo(Verdict.TOO_FEW);
        assertThat(line(new Comparer(0.008, none, Selection.ALL).compare(base, now), "score")
                        .verdict())
                .isEqualTo(Verdict.WORSE);
    }

    @Test
    void unknownAndNeutralMetricsAreNotJudged() throws Exception {
        PooledRuns base = side(new RunText()
                .row("glibc", FIVE, metric("mine", "x", "1 1 1 1 1"), metric("live.peak", "MiB", "1 1 1 1 1")));
        PooledRuns now = side(new RunText()
                .row("glibc", FIVE, metric("mine", "x", "9 9 9 9 9"), metric("live.peak", "MiB", "9 9 9 9 9")));

        Comparison comparison = comparer().compare(base, now);

        assertThat(line(comparison, "mine").verdict()).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(line(comparison, "live.peak").verdict()).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(comparison.hasRegression()).isFalse();
        assertThat(comparison.judged()).isEqualTo(1);
        assertThat(comparison.falseAlarms()).isEqualByComparingTo("0.05");
    }

    @Test
    void rowsAndMetricsOfOneSideOnlyAreListed() throws Exception {
        PooledRuns base = side(new RunText()
                .row("glibc", FIVE, metric("rss.peak", "MiB", "1 1 1 1 1"))
                .row("scudo", FIVE));
        PooledRuns now = side(new RunText()
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
        PooledRuns base =
                side(new RunText().row("glibc", FIVE).mode("thrpt", "1 s").row("scudo", FIVE));
        PooledRuns now =
                side(new RunText().row("glibc", FIVE).mode("thrpt", "2 s").row("scudo", FIVE));
        PooledRuns mode =
                side(new RunText().row("glibc", FIVE).mode("avgt", "1 s").row("scudo", FIVE));

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
    void rowsThatTheFilterLeavesOutAreNotIncomparable() throws Exception {
        PooledRuns base =
                side(new RunText().row("glibc", FIVE).mode("thrpt", "1 s").row("scudo", FIVE));
        PooledRuns time =
                side(new RunText().row("glibc", FIVE).mode("thrpt", "2 s").row("scudo", FIVE));
        PooledRuns mode =
                side(new RunText().row("glibc", FIVE).mode("avgt", "1 s").row("scudo", FIVE));

        for (PooledRuns now : List.of(time, mode)) {
            assertThat(filtered("= glibc").compare(base, now).isWhole()).isTrue();
            assertThat(filtered("= scudo|= glibc").compare(base, now).faults()).hasSize(1);
        }
        assertThat(filtered("= glibc|mode thrpt").compare(base, mode).faults()).hasSize(1);
    }

    private static Comparer filtered(String regex) {
        return new Comparer(
                0.05,
                Thresholds.of(List.of(), List.of(), Optional.empty()),
                Selection.of(List.of(), Optional.of(regex)));
    }

    @Test
    void whatHasNoFigureInSomeForksIsIncomparable() throws Exception {
        PooledRuns base = side(new RunText()
                .row("glibc", FIVE, metric("overhead", "ratio", "1 1 \"NaN\" 1 1"), metric("perf", "#", "- - - - -")));
        PooledRuns now = side(new RunText()
                .row("glibc", FIVE, metric("overhead", "ratio", "1 1 1 1 -"), metric("perf", "#", "- - - - -")));

        assertThat(comparer().compare(base, now).faults())
                .containsExactly(
                        "overhead of Burst.burst (allocator = glibc, scenario = quick) is NaN or missing in 2 of 10"
                                + " forks",
                        "perf has no raw data (an external profiler's figures have none), so nothing can be said about"
                                + " it: choose others with --metric");
    }

    @Test
    void whatHasNoMeaningAnywhereIsLeftOut() throws Exception {
        String nan = "\"NaN\" \"NaN\" \"NaN\" \"NaN\" \"NaN\"";
        PooledRuns side = side(new RunText().row("glibc", FIVE, metric("overhead", "ratio", nan)));

        Comparison comparison = comparer().compare(side, side);

        assertThat(comparison.isWhole()).isTrue();
        assertThat(comparison.notes())
                .containsExactly("Without a meaning in all forks of a row on both sides (NaN): overhead.");
    }

    @Test
    void anotherUnitIsIncomparable() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", FIVE, metric("rss.peak", "MiB", "1 1 1 1 1")));
        PooledRuns now = side(new RunText().row("glibc", FIVE, metric("rss.peak", "KiB", "1 1 1 1 1")));

        assertThat(comparer().compare(base, now).faults())
                .containsExactly("rss.peak of Burst.burst (allocator = glibc, scenario = quick) has the unit MiB in one"
                        + " and KiB in the other");
    }

    @Test
    void nothingInCommonIsRefused() throws Exception {
        PooledRuns base = side(new RunText().row("glibc", FIVE));
        PooledRuns now = side(new RunText().row("scudo", FIVE));

        assertThatThrownBy(() -> comparer().compare(base, now)).hasMessageStartingWith("There is nothing to compare: ");
    }

    @Test
    void withinARunForksOfTheSameRoundArePaired() throws Exception {
        PooledRuns side = rounds("1 2 3 4 5 6", "1.1 2.1 3.1 4.1 5.1 6.1", "[1, 2, 3, 4, 5, 6]", "[1, 2, 3, 4, 5, 6]");

        Comparison comparison = comparer().by(side, "allocator", "glibc");

        ComparedMetric line = line(comparison, "score");
        assertThat(line.evidence().paired()).isTrue();
        assertThat(line.evidence().p()).isEqualTo(0.03125);
        assertThat(line.key().params()).containsEntry("allocator", "scudo");
        assertThat(comparison.notes())
                .containsExactly(
                        "Forks of the same round were paired: sign-flip test on the ranks of their" + " differences.");
    }

    @Test
    void aForkThatFailedLeavesItsRoundOut() throws Exception {
        PooledRuns side =
                rounds("1 2 3 4 5 6", "1.1 2.1 3.1 4.1 5.1 6.1 9", "[1, 2, 3, 4, 5, 6]", "[2, 1, 3, 4, 5, 6, 7]");

        ComparedMetric line = line(comparer().by(side, "allocator", "glibc"), "score");

        assertThat(line.evidence().n()).isEqualTo(6);
        // The logarithm of 1.1 / 2 is the only one below zero, and the second largest: 2 x 10 of 64 ways.
        assertThat(line.evidence().p()).isEqualTo(0.3125);
    }

    @Test
    void fiveRoundsAreNotPaired() throws Exception {
        PooledRuns side = rounds("1 2 3 4 5", "1.1 2.1 3.1 4.1 5.1", "[1, 2, 3, 4, 5]", "[1, 2, 3, 4, 5]");

        Comparison comparison = comparer().by(side, "allocator", "glibc");

        assertThat(line(comparison, "score").evidence().paired()).isFalse();
        assertThat(comparison.notes())
                .containsExactly(
                        "With fewer than 6 rounds a paired test cannot reach p <= 0.05, so forks were not paired.");
    }

    @Test
    void anUnknownParameterOrValueIsRefused() throws Exception {
        PooledRuns side = side(new RunText().row("glibc", FIVE).row("scudo", FIVE));

        assertThatThrownBy(() -> comparer().by(side, "alocator", "glibc"))
                .hasMessageEndingWith(" has the parameter 'alocator'. Did you mean allocator?");
        assertThatThrownBy(() -> comparer().by(side, "allocator", "glib"))
                .hasMessageEndingWith(" has allocator = glib. Did you mean glibc?");
    }

    @Test
    void whatIsNotWantedIsLeftOut() throws Exception {
        PooledRuns side = side(new RunText()
                .row("glibc", FIVE, metric("rss.peak", "MiB", "1 1 1 1 1"), metric("rss.idle", "MiB", "1 1 1 1 1"))
                .row("scudo", FIVE, metric("rss.peak", "MiB", "1 1 1 1 1")));
        Selection wanted = Selection.of(List.of("rss.*"), Optional.of("= glibc"));

        Comparison comparison =
                new Comparer(0.05, Thresholds.of(List.of(), List.of(), Optional.empty()), wanted).compare(side, side);

        assertThat(comparison.lines()).extracting(ComparedMetric::metric).containsExactly("rss.peak", "rss.idle");
        assertThatThrownBy(() -> new Comparer(
                                0.05,
                                Thresholds.of(List.of(), List.of(), Optional.empty()),
                                Selection.of(List.of("rss.peek"), Optional.empty()))
                        .compare(side, side))
                .hasToString("No row has the metric 'rss.peek'. Did you mean rss.peak?");
        assertThatThrownBy(() -> Selection.of(List.of(), Optional.of("(")))
                .hasToString("--filter ( is not a regular expression (Unclosed group).");
    }

    private PooledRuns rounds(String glibc, String scudo, String glibcRounds, String scudoRounds) throws IOException {
        Path folder = Files.createTempDirectory(temp, "run");
        Files.writeString(
                folder.resolve("result.json"),
                new RunText().row("glibc", glibc).row("scudo", scudo).json());
        Files.writeString(
                folder.resolve("rounds.json"),
                ROUNDS.formatted("glibc", glibcRounds) + ",\n"
                        + ROUNDS.formatted("scudo", scudoRounds).substring(1) + "]");
        return PooledRuns.read(folder.toString());
    }

    private PooledRuns side(RunText text) throws IOException {
        return PooledRuns.read(Files.writeString(Files.createTempFile(temp, "run", ".json"), text.json())
                .toString());
    }

    /** Of five forks around 30.6 times a factor. */
    private PooledRuns timed(String mode, double factor) throws IOException {
        StringBuilder forks = new StringBuilder();
        for (double fork : new double[] {30.4, 30.5, 30.6, 30.7, 30.8}) {
            forks.append(forks.isEmpty() ? "" : " ").append(factor * fork);
        }
        return side(new RunText().mode(mode, "1 s").row("glibc", forks.toString()));
    }

    private static Verdict score(PooledRuns base, PooledRuns now, int percent) {
        return line(comparison(base, now, percent + "%"), "score").verdict();
    }

    /** With a noise file that has this limit for the score of the base's first row. */
    private static Comparison comparison(PooledRuns base, PooledRuns now, String limit, String... thresholds) {
        return noisy(base, now, "score", base.rows().get(0).score().unit(), limit, thresholds);
    }

    private static Comparison noisy(
            PooledRuns base, PooledRuns now, String metric, String unit, String limit, String... thresholds) {
        NoiseFile.Entry entry = new NoiseFile.Entry(base.rows().get(0).key(), metric, unit, limit);
        NoiseFile noise = new NoiseFile("m", "2026-11-22", List.of(), 5, List.of(entry));
        return new Comparer(0.05, Thresholds.of(List.of(thresholds), List.of(), Optional.of(noise)), Selection.ALL)
                .compare(base, now);
    }

    /** With a noise file that has this limit for the score. */
    private static Comparison noWorse(PooledRuns base, PooledRuns now, String noise, String limit) {
        NoiseFile.Entry entry = new NoiseFile.Entry(
                base.rows().get(0).key(), "score", base.rows().get(0).score().unit(), noise);
        Optional<NoiseFile> file = Optional.of(new NoiseFile("m", "2026-11-22", List.of(), 5, List.of(entry)));
        return new Comparer(0.05, Thresholds.of(List.of(), List.of(limit), file), Selection.ALL).compare(base, now);
    }

    private static Comparer comparer(String... thresholds) {
        return new Comparer(0.05, Thresholds.of(List.of(thresholds), List.of(), Optional.empty()), Selection.ALL);
    }

    private static ComparedMetric line(Comparison comparison, String metric) {
        return comparison.lines().stream()
                .filter(line -> line.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }
}
