// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static ebb.results.RunText.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ebb.base.Json;
import ebb.results.Environment;
import ebb.results.Environments;
import ebb.results.RunText;
import ebb.results.UsedAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** compare, noise, baseline and history as they are called; nothing here starts a fork. */
class CompareCommandTest {
    private static final String SCORES = "5.0 5.1 5.2 5.3 5.4";

    private final Calls ebb = new Calls();

    @TempDir
    private Path temp;

    @Test
    void theTablesAreBenchstats() throws Exception {
        run("base", "m1", SCORES, "100 101 102 103 104");
        run("new", "m1", SCORES, "120 121 122 123 124");

        assertThat(ebb.run("compare", path("base"), path("new"))).isEqualTo(1);
        assertThat(ebb.out()).isEqualTo("""
                base: %s
                new:  %s
                allocator = glibc, scenario = quick, mode = ss, threads = 1

                score, s/op (less is better)
                             base        new         delta [interval]  p        n
                Burst.burst  5.200 ± 4%%  5.200 ± 4%%  ~                 p=1.000  n=5+5

                rss.retained, MiB (less is better)
                             base         new          delta [interval]             p        n
                Burst.burst  102.0 ± 2.0  122.0 ± 2.0  +20.00 MiB [+17.00, +23.00]  p=0.008  n=5+5  worse

                1 regression, 0 improvements, 1 without a difference shown, 0 not judged.
                Were nothing different, chance alone would put on average at most 0.1 of 2 comparisons at p <= 0.05; the limits keep the small ones out.
                """.formatted(path("base"), path("new")));
        assertThat(ebb.err()).isEmpty();
    }

    /** Of five searches each; one that found no limit has no figure. */
    @Test
    void theSmallestLimitIsJudgedAndAMissingOneIsSaid() throws Exception {
        limits("base", metric("limit.min", "MiB", "577 580 574 583 579"));
        limits("more", metric("limit.min", "MiB", "649 641 655 646 652"));
        limits("none", metric("rss.peak", "MiB", "600 601 602 603 604"));

        assertThat(ebb.run("compare", path("base"), path("more"), "--metric", "limit.min"))
                .isEqualTo(1);
        assertThat(ebb.out()).contains("limit.min, MiB (less is better)", "p=0.008  n=5+5  worse", "1 regression");
        assertThat(ebb.run("compare", path("more"), path("base"), "--metric", "limit.min"))
                .isZero();
        assertThat(ebb.out()).contains("p=0.008  n=5+5  better", "No regression, 1 improvement");

        assertThat(ebb.run("compare", path("base"), path("none"))).isZero();
        assertThat(ebb.out())
                .contains("Only in " + path("base")
                        + ": limit.min of Burst.burst (allocator = glibc, scenario = quick).");
    }

    private void limits(String name, String metric) throws IOException {
        write(name + "/result.json", new RunText().row("glibc", SCORES, metric).json());
        write(name + "/environment.json", Json.text(environment("m1")));
    }

    @Test
    void onlyWhatChangedIsShown() throws Exception {
        run("base", "m1", SCORES, "100 101 102 103 104");
        run("new", "m1", SCORES, "120 121 122 123 124");

        assertThat(ebb.run("compare", path("new"), path("base"), "--only-changed"))
                .isZero();
        assertThat(ebb.out()).doesNotContain("score,").contains("-20.00 MiB [-23.00, -17.00]", "better");
    }

    @Test
    void whatTheTerminalCannotShowIsReplaced() throws Exception {
        run("base", "m1", SCORES, "100 101 102 103 104");

        assertThat(ebb.run(StandardCharsets.US_ASCII, "compare", path("base"), path("base") + "/result.json"))
                .isZero();
        assertThat(ebb.out()).contains("102.0 +- 2.0").doesNotContain("?");
    }

    @Test
    void markdown() throws Exception {
        run("base", "m1", SCORES, "100 101 102 103 104");
        run("new", "m1", SCORES, "120 121 122 123 124");

        assertThat(ebb.run("compare", path("base"), path("new"), "-rf", "md", "--metric", "rss.retained"))
                .isEqualTo(1);
        assertThat(ebb.out().lines())
                .contains(
                        "### rss.retained, MiB (less is better)",
                        "|---|--:|--:|---|---|---|---|",
                        "| Burst.burst | 102.0 ± 2.0 | 122.0 ± 2.0 | +20.00 MiB \\[+17.00, +23.00\\] | p=0.008 | n=5+5"
                                + " | worse |");
    }

    @Test
    void csv() throws Exception {
        run("base", "m1", SCORES, "100 101 102 103 104");
        run("new", "m1", SCORES, "120 121 122 123 124");

        assertThat(ebb.run("compare", path("base"), path("new"), "-rf", "csv", "--metric", "rss.retained"))
                .isEqualTo(1);
        assertThat(ebb.out()).isEqualTo("""
                benchmark,mode,threads,params,metric,unit,base,base_spread,new,new_spread,change,change_unit,low,high,p,base_forks,new_forks,paired,limit,verdict,bound,q
                ebb.load.Burst.burst,ss,1,allocator=glibc;scenario=quick,rss.retained,MiB,102.0,2.0,122.0,2.0,20.0,MiB,17.0,23.0,0.007936507936507936,5,5,false,8.0,worse,22.0,
                """);
    }

    @Test
    void json() throws Exception {
        run("base", "m1", SCORES, "100 101 102 103 104");
        run("new", "m1", SCORES, "120 121 122 123 124");

        assertThat(ebb.run("compare", path("base"), path("new"), "-rf", "json")).isEqualTo(1);
        JsonObject whole = JsonParser.parseString(ebb.out()).getAsJsonObject();
        JsonArray lines = whole.getAsJsonArray("lines");
        assertThat(whole.get("regressions").getAsInt()).isEqualTo(1);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1).getAsJsonObject().get("verdict").getAsString()).isEqualTo("worse");
        assertThat(lines.get(1).getAsJsonObject().get("low").getAsDouble()).isEqualTo(17);
    }

    @Test
    void forProgramsThatTrack() throws Exception {
        run("base", "m1", SCORES, "100 101 102 103 104");
        run("new", "m1", SCORES, "120 121 122 123 124");
        String[] command = {"compare", path("base"), path("new"), "--metric", "rss.retained", "-rf"};

        assertThat(ebb.run(with(command, "gha"))).isEqualTo(1);
        assertThat(JsonParser.parseString(ebb.out()).getAsJsonArray()).hasSize(1);
        assertThat(ebb.out()).contains("\"extra\": \"5 forks\\n+20.00 MiB [+17.00, +23.00], p=0.008, n=5+5, worse\"");
        assertThat(ebb.run(with(command, "Bencher", "--only-changed"))).isEqualTo(1);
        assertThat(ebb.out()).contains("\"rss.retained.shift\": {\n      \"value\": 20.0,");
        assertThat(ebb.run(with(command, "openmetrics", "--no-worse", "5%"))).isEqualTo(1);
        assertThat(ebb.out()).contains("answer=\"worse\"").endsWith("} 1.7825792E7\n# EOF\n");
    }

    /** Each row is written, and those that were compared have a shift: the base has none. */
    @Test
    void forProgramsThatTrackWithinOneRun() throws Exception {
        write(
                "one/result.json",
                new RunText().row("glibc", SCORES).row("jemalloc", SCORES).json());
        write("one/environment.json", Json.text(environment("m1")));

        assertThat(ebb.run("compare", path("one"), "--by", "allocator", "--base", "glibc", "-rf", "bencher"))
                .isZero();
        JsonObject whole = JsonParser.parseString(ebb.out()).getAsJsonObject();
        assertThat(whole.getAsJsonObject("Burst.burst (allocator = glibc, scenario = quick), mode ss, 1 thread")
                        .keySet())
                .containsExactly("score");
        assertThat(whole.getAsJsonObject("Burst.burst (allocator = jemalloc, scenario = quick), mode ss, 1 thread")
                        .keySet())
                .containsExactly("score", "score.shift");
    }

    @Test
    void anotherMachineIsRefused() throws Exception {
        run("base", "m1", SCORES, "1 1 1 1 1");
        run("new", "m2", SCORES, "1 1 1 1 1");

        assertRefused(
                path("base") + " comes from the machine m1, " + path("new") + " from m2: their figures are not"
                        + " comparable; measure both on one machine, or give --allow-env-mismatch.",
                "compare",
                path("base"),
                path("new"));
        assertThat(ebb.run("compare", path("base"), path("new"), "--allow-env-mismatch"))
                .isZero();
        assertThat(ebb.out()).contains(path("base") + " comes from the machine m1, " + path("new") + " from m2.\n");
    }

    @Test
    void missingRowsFailWhereThatIsAsked() throws Exception {
        run("base", "m1", SCORES, "1 1 1 1 1");
        write("new/result.json", new RunText().row("glibc", SCORES).json());
        write("new/environment.json", Json.text(environment("m1")));

        assertThat(ebb.run("compare", path("base"), path("new"))).isZero();
        assertThat(ebb.run("compare", path("base"), path("new"), "--missing", "fail"))
                .isEqualTo(1);
        assertThat(ebb.out()).contains("Only in " + path("base") + ": rss.retained of Burst.burst (allocator = glibc,");
    }

    @Test
    void whatCannotBeComparedIsNotFine() throws Exception {
        run("base", "m1", SCORES, "1 1 1 1 \"NaN\"");
        run("new", "m1", SCORES, "1 1 1 1 1");

        assertThat(ebb.run("compare", path("base"), path("new"))).isEqualTo(2);
        assertThat(ebb.out())
                .contains("Incomparable: rss.retained of Burst.burst (allocator = glibc, scenario = quick)"
                        + " is NaN or missing in 1 of 10 forks.");
        assertThat(ebb.run("compare", path("base"), path("new"), "--metric", "score"))
                .isZero();
    }

    @Test
    void tooFewForksAreNoAnswer() throws Exception {
        run("base", "m1", "1 2 3 4", "1 1 1 1");

        assertThat(ebb.run("compare", path("base"), path("base") + "/result.json"))
                .isEqualTo(2);
        assertThat(ebb.err())
                .isEqualTo("Nothing could be judged: every row has too few forks on a side; run with"
                        + " more, at least -f 5.\n");
        assertThat(ebb.out()).contains("  ?  ");
    }

    @Test
    void whatFiveForksCouldShowIsSaidOfThree() throws Exception {
        run("base", "m1", "5 5.1 5.2", "100 101 102");
        run("new", "m1", "5 5.1 5.2", "120 121 122");

        assertThat(ebb.run("compare", path("base"), path("new"))).isEqualTo(2);
        assertThat(ebb.out())
                .contains(
                        "In 1 of them all forks of one side are apart from the other's, by the limit or more: with 5 forks"
                                + " a side they would have a verdict if that stays so.\n");
        assertThat(ebb.run("compare", path("base"), path("new"), "--alpha", "0.005"))
                .isEqualTo(2);
        assertThat(ebb.out()).doesNotContain("apart");
        run("near", "m1", "5 5.1 5.2", "103 104 105");
        assertThat(ebb.run("compare", path("base"), path("near"))).isEqualTo(2);
        assertThat(ebb.out()).doesNotContain("apart");
    }

    /** Two comparisons, p 0.008 and 1: q is p times 2 of the first, p of the last. */
    @Test
    void theRateOfFalseDiscoveriesStandsBesideP() throws Exception {
        run("base", "m1", SCORES, "100 101 102 103 104");
        run("new", "m1", SCORES, "120 121 122 123 124");

        assertThat(ebb.run("compare", path("base"), path("new"), "--fdr")).isEqualTo(1);
        assertThat(ebb.out())
                .contains(
                        "p=1.000 q=1.000  n=5+5",
                        "p=0.008 q=0.016  n=5+5  worse",
                        "q: 1 of 1 differences have a rate of false discoveries (Benjamini and Hochberg, over all 2"
                                + " comparisons) of at most 0.05.");
        assertThat(ebb.run("compare", path("base"), path("new"), "--fdr", "--alpha", "0.01"))
                .isEqualTo(1);
        assertThat(ebb.out()).contains("q: 0 of 1 differences");
    }

    @Test
    void oneForkHasNoSpread() throws Exception {
        run("base", "m1", "5", "100");

        assertThat(ebb.run("compare", path("base"), path("base") + "/result.json"))
                .isEqualTo(2);
        assertThat(ebb.out()).contains("Burst.burst  5.000  5.000  ?").doesNotContain("±");
        assertThat(ebb.run("compare", path("base"), path("base") + "/result.json", "-rf", "csv"))
                .isEqualTo(2);
        assertThat(ebb.out()).contains(",score,s/op,5.0,,5.0,,0.0,%,,,1.0,1,1,false,");
    }

    @Test
    void whatIsShownToBeNoWorseIsFine() throws Exception {
        run("base", "m1", SCORES, "100 101 102 103 104");
        run("new", "m1", SCORES, "101 102 103 104 105");

        assertThat(ebb.run("compare", path("base"), path("new"), "--no-worse", "10%"))
                .isZero();
        assertThat(ebb.out())
                .contains(
                        "Burst.burst  5.200 ± 4%  5.200 ± 4%  +0% [at most +3.93%]  p=1.000  n=5+5  no worse",
                        "Burst.burst  102.0 ± 2.0  103.0 ± 2.0  +1.00 MiB [at most +3.00 MiB]  p=0.444  n=5+5  no worse",
                        "No regression, 0 improvements, 2 no worse, 0 that cannot be told, 0 not judged.");
        assertThat(ebb.run("compare", path("base"), path("new"), "--no-worse", "own"))
                .isZero();
        assertThat(ebb.run("compare", path("base"), path("new"))).isZero();
        assertThat(ebb.out()).doesNotContain("no worse");
    }

    @Test
    void whatCannotBeToldIsNeitherFineNorWorse() throws Exception {
        run("base", "m1", SCORES, "100 101 102 103 104");
        run("new", "m1", SCORES, "101 102 103 104 105");

        assertThat(ebb.run("compare", path("base"), path("new"), "--no-worse", "rss.retained=3MiB", "--only-changed"))
                .isEqualTo(3);
        assertThat(ebb.out())
                .contains("+1.00 MiB [at most +3.00 MiB]  p=0.444  n=5+5  cannot tell", "1 that cannot be told")
                .contains("Cannot tell: that it is worse by the limit or more is not ruled out, and it is not"
                        + " called worse; more forks may decide it.\n")
                .doesNotContain("clear difference");
        run("clear", "m1", SCORES, "105 106 107 108 109");
        assertThat(ebb.run("compare", path("base"), path("clear"), "--no-worse", "rss.retained=6MiB"))
                .isEqualTo(3);
        assertThat(ebb.out())
                .contains(
                        "+5.00 MiB [at most +7.00 MiB]  p=0.008  n=5+5  cannot tell",
                        "These include 1 clear difference below the limit of the row.\n");
        assertThat(ebb.run("compare", path("base"), path("new"), "--no-worse", "rss.retained=3.1MiB"))
                .isZero();
        run("few", "m1", "5 5 5 5", "101 101 101 101");
        assertThat(ebb.run("compare", path("base"), path("few"), "--no-worse", "own"))
                .isEqualTo(3);
        run("much", "m1", SCORES, "120 121 122 123 124");
        assertThat(ebb.run("compare", path("base"), path("much"), "--no-worse", "own"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5           | --no-worse 5 cannot be used: write 5% for all metrics, METRIC=5% or METRIC=8MiB for one, or own for the limits that rows have anyway.
            0%          | --no-worse 0% cannot be used: write 5% for all metrics, METRIC=5% or METRIC=8MiB for one, or own for the limits that rows have anyway.
            score=8MiB  | --no-worse score=8MiB cannot be used: give a number and % (of the base) or the metric's unit, s/op.
            scor=5%     | --no-worse scor: no row has such a metric. Did you mean score?
            """)
    void aLimitThatIsNoneIsRefused(String limit, String sentence) throws Exception {
        run("base", "m1", SCORES, "1 1 1 1 1");

        assertRefused(sentence, "compare", path("base"), path("base") + "/result.json", "--no-worse", limit);
    }

    @Test
    void brokenFilesAreRefused() throws Exception {
        run("base", "m1", SCORES, "1 1 1 1 1");
        Path cut = write("cut.json", new RunText().row("glibc", SCORES).json().substring(0, 200));

        assertRefused(cut + " is cut short: its JSON does not end;", "compare", path("base"), cut.toString());
        assertRefused(
                path("no") + " does not exist; give a run folder or JMH's JSON.", "compare", path("base"), path("no"));
        assertRefused(path("base") + " is named twice in ", "compare", path("base") + "," + path("base"), path("base"));
    }

    @Test
    void wrongUsageIsRefused() throws Exception {
        run("base", "m1", SCORES, "1 1 1 1 1");

        assertRefused(
                "compare needs two runs, BASE and NEW; or one, with --baseline or --by.", "compare", path("base"));
        assertRefused(
                "--by PARAM and --base VALUE compare within one run", "compare", path("base"), "--by", "allocator");
        assertRefused("--alpha 0.9 is no level of a test", "compare", path("base"), path("base"), "--alpha", "0.9");
        assertRefused(
                "--threshold x cannot be used: write METRIC=5%",
                "compare", path("base"), path("base"), "--threshold", "x");
        assertThat(ebb.run("compare")).isEqualTo(2);
        assertThat(ebb.run("compare", path("base"), path("base"), "--no-such")).isEqualTo(2);
    }

    @Test
    void aBaselineIsAcceptedAndFound() throws Exception {
        run("20261122-180000", "m1", SCORES, "100 101 102 103 104");
        run("new", "m1", SCORES, "120 121 122 123 124");
        String results = temp.resolve("results").toString();

        assertRefused(
                "There is no baseline of the machine m1 in " + results + "/baselines; accept one with",
                "compare",
                path("new"),
                "--baseline",
                "--results",
                results);
        assertThat(ebb.run("baseline", "accept", path("20261122-180000"), "--reason", "first", "--results", results))
                .isZero();
        Path kept = temp.resolve("results/baselines/m1");
        assertThat(ebb.out()).isEqualTo("The baseline is in " + kept + ".\n");
        JsonObject about = JsonParser.parseString(Files.readString(kept.resolve("baseline.json")))
                .getAsJsonObject();
        assertThat(about.get("reason").getAsString()).isEqualTo("first");
        assertThat(about.get("run").getAsString()).isEqualTo("20261122-180000");
        assertThat(about.get("accepted").getAsString()).matches("\\d{4}-\\d\\d-\\d\\d");
        assertThat(Files.readString(kept.resolve("environment.json")))
                .contains("\"m1\"", "\"libx.so\"")
                .doesNotContain("/secret", "commandLine");
        assertThat(Files.readString(kept.resolve("result.json")))
                .contains("\"jvm\":\"java\"")
                .doesNotContain("/secret");
        assertThat(ebb.run("compare", path("new"), "--baseline", "--results", results))
                .isEqualTo(1);
        assertThat(ebb.run("baseline", "accept", path("new"), "--reason", "better machine", "--results", results))
                .isZero();
        assertThat(ebb.run("compare", path("new"), "--baseline", "--results", results))
                .isZero();
        assertThat(ebb.run("confirm", path("new"), "--baseline", "--results", results))
                .isZero();
    }

    @Test
    void aBaselineNeedsEnoughForks() throws Exception {
        run("few", "m1", "1 2 3 4", "1 1 1 1");

        assertRefused(
                "Burst.burst (allocator = glibc, scenario = quick), mode ss, 1 thread has 4 forks, too few",
                "baseline",
                "accept",
                path("few"),
                "--reason",
                "x");
        assertRefused("--reason is empty: say why", "baseline", "accept", path("few"), "--reason", " ");
        assertRefused("baseline drop is not known;", "baseline", "drop", path("few"), "--reason", "x");
    }

    @Test
    void noiseIsTwiceTheLargestShift() throws Exception {
        String[] command = new String[9];
        command[0] = "noise";
        for (int i = 0; i < 8; i++) {
            run("run" + i, "m1", SCORES, (100 + 3 * i) + " " + (101 + 3 * i) + " " + (102 + 3 * i) + " 100 100");
            command[i + 1] = path("run" + i);
        }
        Path file = temp.resolve("noise.json");

        assertThat(ebb.run(with(command, "--to", file.toString()))).isZero();
        assertThat(ebb.out()).isEqualTo("2 limits from 8 runs within 0 minutes are in " + file + ".\n");
        JsonArray entries =
                JsonParser.parseString(Files.readString(file)).getAsJsonObject().getAsJsonArray("entries");
        // The scores are equal.
        assertThat(entries.get(0).getAsJsonObject().get("limit").getAsString()).isEqualTo("0.0000s/op");
        // Of the 25 differences between the first run and the last the 13th is 20.
        assertThat(entries.get(1).getAsJsonObject().get("limit").getAsString()).isEqualTo("40.0000MiB");
        assertThat(ebb.run("compare", path("run0"), path("run7"), "--noise", file.toString()))
                .isZero();
        assertRefused(
                "noise needs at least 8 runs of the same build, and was given 2.", "noise", path("run0"), path("run1"));
    }

    /** A gate on what has no better side, or no figure, would never close. */
    @Test
    void nothingThatIsJudgedIsNoSuccess() throws Exception {
        write(
                "run/result.json",
                new RunText()
                        .row(
                                "glibc",
                                SCORES,
                                metric("live.peak", "MiB", SCORES),
                                metric("rss.t90", "s", "\"NaN\" \"NaN\" \"NaN\" \"NaN\" \"NaN\""))
                        .json());
        String none = "Nothing could be judged: no metric that was chosen has both a figure and a side that is better;"
                + " choose others with --metric.\n";

        for (String metric : List.of("live.peak", "rss.t90")) {
            assertThat(ebb.run("compare", path("run"), path("run"), "--metric", metric))
                    .isEqualTo(2);
            assertThat(ebb.err()).isEqualTo(none);
            assertThat(ebb.run("compare", path("run"), path("run"), "--metric", metric, "--no-worse", "5%"))
                    .isEqualTo(2);
        }
    }

    @Test
    void noiseIsOfRunsBetweenWhichNothingChanged() throws Exception {
        String[] command = noiseOfEight();
        write(
                "run3/environment.json",
                Json.text(new Environments.Edit(environment("m1")).commit("def").done()));
        assertRefused(
                "noise needs runs between which nothing has changed, and from " + path("run0") + " to " + path("run3")
                        + " this has: Ebb commit abc against commit def.",
                command);
        write("run3/environment.json", Json.text(environment("m1")));
        write(
                "run3/result.json",
                new RunText()
                        .row("glibc", SCORES)
                        .json()
                        .replace("\"warmupIterations\": 0", "\"warmupIterations\": 1"));
        assertThat(ebb.run(command)).isEqualTo(2);
        assertThat(ebb.err()).contains(path("run3") + " ran Burst.burst (").contains(" differently (");
    }

    @Test
    void noiseSaysWhatHasNoLimitAndWhatIsNamedTwice() throws Exception {
        String[] command = noiseOfEight();
        write("run3/result.json", new RunText().row("glibc", SCORES).json());

        assertThat(ebb.run(with(command, path("run0"), "--to", path("noise.json"))))
                .isZero();
        assertThat(ebb.out()).startsWith("1 limits from 8 runs");
        assertThat(ebb.err())
                .contains("Left out: " + path("run0") + " is named twice.\n")
                .contains("Without a limit: 1 of 2 that compare would judge (not in every run, without a figure in some"
                        + " fork, or a ratio that is not above zero).\n");

        String[] compare = {"compare", path("run0"), path("run1"), "--noise", path("noise.json")};
        assertThat(ebb.run(compare)).isZero();
        assertThat(ebb.out().replace('\n', ' '))
                .contains("Limits are those of the noise file of m1 (")
                .contains("none below Ebb's own; it has none for 1 of 2 comparisons.");
        assertThat(ebb.run(with(compare, "--metric", "rss.retained"))).isZero();
        assertThat(ebb.out().replace('\n', ' ')).contains("No limit here is of the noise file of m1 (");
        assertThat(ebb.run(with(compare, "--threshold", "score=1%"))).isZero();
        assertThat(ebb.out().replace('\n', ' ')).contains("No limit here is of the noise file of m1 (");
    }

    private String[] noiseOfEight() throws IOException {
        String[] command = new String[9];
        command[0] = "noise";
        for (int i = 0; i < 8; i++) {
            run("run" + i, "m1", SCORES, "100 101 102 103 104");
            command[i + 1] = path("run" + i);
        }
        return command;
    }

    /** From the first start to the last, whatever the order on the command line. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-09T09:08:06Z, 61 minutes, true",
        "2026-03-10T08:07:05Z, 23 hours, true",
        "2026-03-10T08:07:06Z, 24 hours, false",
        "2026-03-16T08:07:06Z, 7 days, false"
    })
    void noiseOfLessThanADayIsCalledThat(String last, String span, boolean tooShort) throws Exception {
        String[] command = noiseOfEight();
        write(
                "run3/environment.json",
                Json.text(new Environments.Edit(environment("m1"))
                        .start(Instant.parse(last))
                        .done()));

        assertThat(ebb.run(with(command, "--to", temp.resolve("noise.json").toString())))
                .isZero();
        assertThat(ebb.out()).startsWith("2 limits from 8 runs within " + span + " are in ");
        assertThat(ebb.err())
                .isEqualTo(
                        tooShort
                                ? "Less than a day: drift that takes longer is not in these limits, so runs of other days"
                                        + " may differ by more. docs/nightly.sh adds a run every night.\n"
                                : "");
    }

    @Test
    void aBrokenNoiseFileIsRefused() throws Exception {
        run("base", "m1", SCORES, "1 1 1 1 1");
        Path cut = write("cut.json", "{\"machine\": ");
        Path other = write("other.json", "{}");
        Path none = write("none.json", "");

        for (Path file : List.of(cut, other, none)) {
            assertRefused(
                    file + " was not written by this version of Ebb (",
                    "compare",
                    path("base"),
                    path("base"),
                    "--noise",
                    file.toString());
        }
    }

    @Test
    void aLimitThatIsNoneIsRefusedInANoiseFile() throws Exception {
        run("base", "m1", SCORES, "1 1 1 1 1");
        Path file = write("noise.json", """
                {"machine": "m1", "made": "2026-11-22", "runs": [], "forks": 5, "entries": [{"row": {"benchmark": "a.B.c",
                 "mode": "ss", "threads": 1, "params": {}}, "metric": "rss.peak", "unit": "MiB", "limit": "8GiB"}]}""");
        assertRefused(
                file + " has the limit '8GiB' of rss.peak, which is not a number and % (of the base) or the metric's"
                        + " unit, MiB: make a noise file with 'noise RUN...'.",
                "compare",
                path("base"),
                path("base"),
                "--noise",
                file.toString());
    }

    /** After A/A runs that differ by a factor its square is allowed, up and down. */
    @ParameterizedTest
    @CsvSource({"1.3, 1.68, 1.70", "1.5, 2.24, 2.26"})
    void noiseHidesNoFallThatIsLargerThanTwiceItsOwn(double shift, double within, double beyond) throws Exception {
        String[] command = new String[9];
        command[0] = "noise";
        for (int i = 0; i < 8; i++) {
            throughput("run" + i, i % 2 == 0 ? 1 : 1 / shift);
            command[i + 1] = path("run" + i);
        }
        String noise = temp.resolve("noise.json").toString();
        assertThat(ebb.run(with(command, "--to", noise))).isZero();
        throughput("less", 1 / within);
        throughput("worse", 1 / beyond);
        throughput("fifth", 0.8);
        throughput("tenth", 0.1);

        assertThat(ebb.run("compare", path("run0"), path("less"), "--noise", noise))
                .isZero();
        assertThat(ebb.run("compare", path("run0"), path("fifth"), "--noise", noise))
                .isZero();
        assertThat(ebb.run("compare", path("run0"), path("worse"), "--noise", noise))
                .isEqualTo(1);
        assertThat(ebb.run("compare", path("run0"), path("tenth"), "--noise", noise))
                .isEqualTo(1);
        assertThat(ebb.run("compare", path("tenth"), path("run0"), "--noise", noise))
                .isZero();
        assertThat(ebb.out()).contains("better");
    }

    private void throughput(String name, double factor) throws IOException {
        String forks = DoubleStream.of(30.5, 30.55, 30.6, 30.65, 30.7)
                .mapToObj(fork -> Double.toString(factor * fork))
                .collect(Collectors.joining(" "));
        write(
                name + "/result.json",
                new RunText().mode("thrpt", "1 s").row("glibc", forks).json());
        write(name + "/environment.json", Json.text(environment("m1")));
    }

    /** Folders can be renamed and copied: what counts is when a run began. */
    @Test
    void historyIsWhatOtavaReads() throws Exception {
        run("20261121-180000", "m1", SCORES, "1 2 3 4 5");
        run("20261122-180000", "m1", SCORES, "6 7 8 9 10");
        started("20261121-180000", "2026-11-22T17:00:00Z");
        started("20261122-180000", "2026-11-21T17:00:00Z");
        Path to = temp.resolve("history");

        assertThat(ebb.run("history", path("20261122-180000"), path("20261121-180000"), "--to", to.toString()))
                .isZero();
        List<String> lines = Files.readAllLines(to.resolve("Burst.burst,glibc,quick,ss,1.csv"));
        assertThat(lines.get(0)).isEqualTo("time,commit,run,version,score,rss.retained");
        assertThat(lines.get(1)).isEqualTo("2026-11-21 17:00:00 +0000,abc,20261122-180000,2.36,5.2,8.0");
        assertThat(lines.get(2)).isEqualTo("2026-11-22 17:00:00 +0000,abc,20261121-180000,2.36,5.2,3.0");
        assertThat(Files.readString(to.resolve("otava.yaml")))
                .isEqualTo("""
                tests:
                  'Burst.burst,glibc,quick,ss,1':
                    type: csv
                    file: '%s'
                    time_column: time
                    attributes: [commit, run, version]
                    metrics:
                      'score': {direction: -1, scale: 1}
                      'rss.retained': {direction: -1, scale: 1}
                """.formatted(to.resolve("Burst.burst,glibc,quick,ss,1.csv")));
    }

    /** Otava would find a change where there is only another machine, or another way of running. */
    @Test
    void aHistoryIsOfOneMachineAndOneWayOfRunning() throws Exception {
        run("1", "m1", SCORES, "1 2 3 4 5");
        run("2", "m2", SCORES, "6 7 8 9 10");
        run("3", "m1", SCORES, "1 2 3 4 5");
        started("1", "2026-11-21T17:00:00Z");
        started("3", "2026-11-23T17:00:00Z");
        write(
                "3/result.json",
                Files.readString(temp.resolve("3/result.json"))
                        .replace("\"warmupIterations\": 0", "\"warmupIterations\": 1"));

        assertThat(ebb.run("history", path("1"), path("2"), path("3"), "--to", path("history")))
                .isZero();
        assertThat(ebb.err())
                .isEqualTo(
                        "Left out of the history of Burst.burst (allocator = glibc, scenario = quick), mode ss, 1 thread: 1"
                                + " of 2 runs, which ran it in another way than the last (1: warm-up none against 1 x"
                                + " single-shot).\n");
        assertThat(temp.resolve("history/m1,Burst.burst,glibc,quick,ss,1.csv"))
                .content()
                .hasLineCount(2);
        assertThat(temp.resolve("history/m2,Burst.burst,glibc,quick,ss,1.csv"))
                .content()
                .hasLineCount(2);
        assertThat(temp.resolve("history/otava.yaml")).content().contains("  'm1,Burst.burst,glibc,quick,ss,1':");
    }

    @Test
    void aRunThatDoesNotTellWhenItBeganHasNoHistory() throws Exception {
        Path file = write("jmh.json", new RunText().row("glibc", SCORES).json());
        assertRefused(
                file + " does not record when it began, so it has no place in a history: give a run folder with its"
                        + " environment.json.",
                "history",
                file.toString(),
                "--to",
                path("history"));
    }

    private void started(String run, String start) throws IOException {
        Environment environment = new Environments.Edit(environment("m1"))
                .start(Instant.parse(start))
                .done();
        write(run + "/environment.json", Json.text(environment));
    }

    @Test
    void nothingToConfirmIsFine() throws Exception {
        run("base", "m1", SCORES, "1 1 1 1 1");

        assertThat(ebb.run("confirm", path("base"), path("base"))).isZero();
        assertThat(ebb.out()).endsWith("Nothing got worse, so there is nothing to confirm.\n");
        assertRefused("confirm needs two runs, BASE and NEW; or NEW alone, with --baseline.", "confirm", path("base"));
    }

    private void run(String name, String machine, String scores, String retained) throws IOException {
        write(
                name + "/result.json",
                new RunText()
                        .row("glibc", scores, metric("rss.retained", "MiB", retained))
                        .json());
        write(name + "/environment.json", Json.text(environment(machine)));
    }

    private static Environment environment(String machine) {
        return new Environments.Edit(Environments.plain())
                .machine(machine)
                .commit("abc")
                .commandLine(List.of("--out", "/secret"))
                .allocators(List.of(new UsedAllocator(
                        "glibc",
                        "glibc",
                        "2.36",
                        "libc",
                        List.of("/secret/libx.so"),
                        List.of("ab12"),
                        "",
                        Map.of(),
                        List.of(),
                        null)))
                .warnings(List.of())
                .done();
    }

    private Path write(String name, String text) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text);
    }

    private String path(String name) {
        return temp.resolve(name).toString();
    }

    private void assertRefused(String sentence, String... command) {
        assertThat(ebb.run(command)).isEqualTo(2);
        assertThat(ebb.err()).contains(sentence).endsWith("\n").containsOnlyOnce("\n");
    }

    private static String[] with(String[] command, String... more) {
        return Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray(String[]::new);
    }
}
