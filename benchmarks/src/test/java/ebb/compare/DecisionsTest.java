// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import static ebb.results.RunText.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ebb.compare.ComparedMetric.Verdict;
import ebb.results.Measured;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionsTest {
    private static final double ALPHA = 0.05;

    @TempDir
    private Path temp;

    @Test
    void forksDoubleFromLookToLook() {
        assertThat(Decisions.looks(5)).containsExactly(5);
        assertThat(Decisions.looks(40)).containsExactly(5, 10, 20, 40);
        assertThatThrownBy(() -> Decisions.looks(30))
                .hasToString("--max-forks 30 is none of 5, 10, 20, 40, 80, ...: forks double from look to look.");
        assertThatThrownBy(() -> Decisions.looks(1)).hasMessageStartingWith("--max-forks 1 is none of");
    }

    /** Without this sum nothing bounds the error of all looks together. */
    @Test
    void theLevelsOfAllLooksAreAlphaTogether() throws Exception {
        PooledRuns side = side("1 1.1 1.2 1.3 1.4");
        Decisions decisions = new Decisions(ALPHA, cell -> true);
        double sum = 0;
        for (int look = 0; look < 30; look++) {
            sum += decisions.level();
            decisions.look(5, compare(side, side, decisions.level()));
        }
        assertThat(sum).isLessThanOrEqualTo(ALPHA).isCloseTo(ALPHA, within(1e-9));
    }

    /** Glibc is worse at the first look and would be none at the second: the first one counts. */
    @Test
    void whatIsDecidedStaysSo() throws Exception {
        PooledRuns base = side("10 10.1 10.2 10.3 10.4", "10 30 10 30 10");
        PooledRuns worse = side("20 20.1 20.2 20.3 20.4", "10 30 10 30 10");
        Decisions decisions = new Decisions(ALPHA, cell -> true);
        RowKey scudo = base.rows().get(1).key();

        assertThat(decisions.look(5, compare(base, worse, decisions.level()))).containsExactly(scudo);
        assertThat(decisions.look(10, compare(base, base, decisions.level()))).containsExactly(scudo);

        Comparison both = decisions.comparison();
        assertThat(both.lines())
                .extracting(ComparedMetric::verdict)
                .containsExactly(Verdict.WORSE, Verdict.CANNOT_TELL);
        assertThat(both.lines().get(0).evidence().p()).isEqualTo(2 / 252.0, within(1e-12));
        assertThat(both.isUndecided(both.lines().get(0).cell())).isFalse();
        assertThat(both.isUndecided(both.lines().get(1).cell())).isTrue();
        assertThat(both.notes())
                .containsExactly("Decided: 1 after 5 forks. Over all looks together each is wrong by chance with"
                        + " probability at most 0.05: worse or better where nothing differs, no worse where it"
                        + " is worse by the limit. What else changed between two runs is not counted in.");
        assertThat(String.join("\n", Summary.of(both))).doesNotContain("chance alone would put");
    }

    /** 5 % of what is compared by difference is a share of a median that is not known. */
    @Test
    void whatIsSimulatedAndNotProvenIsAbout() throws Exception {
        PooledRuns same = PooledRuns.read(Files.writeString(
                        temp.resolve("same.json"),
                        new RunText()
                                .row(
                                        "glibc",
                                        "1 1 1 1 1 1 1 1 1 1",
                                        metric("rss.retained", "MiB", "1 1 1 1 1 1 1 1 1 1"))
                                .json())
                .toString());
        Decisions length = new Decisions(ALPHA, cell -> cell.metric().equals("score"));
        Decisions retained = new Decisions(ALPHA, cell -> true);
        length.look(10, compare(same, same, length.level()));
        retained.look(10, compare(same, same, retained.level()));

        assertThat(length.comparison().notes()).anyMatch(note -> note.contains("with probability at most 0.05"));
        assertThat(retained.comparison().notes()).anyMatch(note -> note.contains("with probability about 0.05"));
    }

    @Test
    void onlyWhatIsWantedKeepsARowOpen() throws Exception {
        PooledRuns open = side("10 30 10 30 10", "10 30 10 30 10");
        RowKey glibc = open.rows().get(0).key();
        Decisions decisions = new Decisions(ALPHA, cell -> cell.key().equals(glibc));
        assertThat(decisions.look(5, compare(open, open, decisions.level()))).containsExactly(glibc);
    }

    /** Of these 1,000 sequences in which nothing differs 23 err, and 50 may; with tests at alpha at each look 93 do. */
    @Test
    void oneInTwentySequencesErrsAtMost() throws Exception {
        assertThat(wrong(Decisions::level)).isBetween(10, 50);
        assertThat(wrong(decisions -> ALPHA)).isGreaterThan(50);
    }

    private int wrong(ToDoubleFunction<Decisions> level) throws IOException {
        PooledRuns form = side("1");
        Random random = new Random(7);
        int wrong = 0;
        for (int i = 0; i < 1000; i++) {
            double[] base = random.doubles(10, 10, 20).toArray();
            double[] now = random.doubles(20, 10, 20).toArray();
            Decisions decisions = new Decisions(ALPHA, cell -> true);
            boolean open = true;
            for (int forks = 5; forks <= 20 && open; forks *= 2) {
                PooledRuns before = of(form, DoubleStream.of(base));
                PooledRuns after = of(form, DoubleStream.of(now).limit(forks));
                open = !decisions
                        .look(forks, compare(before, after, level.applyAsDouble(decisions)))
                        .isEmpty();
            }
            Verdict verdict = decisions.comparison().lines().get(0).verdict();
            wrong += verdict == Verdict.WORSE || verdict == Verdict.BETTER ? 1 : 0;
        }
        return wrong;
    }

    /** Its second look finds a fork without a figure: what was worse at the first one is still told. */
    @Test
    void whatWasDecidedIsToldThoughALaterForkHasNoFigure() throws Exception {
        PooledRuns base = side("10 10.1 10.2 10.3 10.4", "10 30 10 30 10");
        PooledRuns worse = side("20 20.1 20.2 20.3 20.4", "10 30 10 30 10");
        PooledRuns lacking = new PooledRuns("x", List.of(worse.rows().get(1)), worse.runs());
        Decisions decisions = new Decisions(ALPHA, cell -> true);
        decisions.look(5, compare(base, worse, decisions.level()));
        decisions.look(10, compare(base, lacking, decisions.level()));

        assertThat(decisions.comparison().lines())
                .extracting(ComparedMetric::verdict)
                .containsExactlyInAnyOrder(Verdict.WORSE, Verdict.CANNOT_TELL);
        assertThat(decisions.comparison().hasRegression()).isTrue();
    }

    @Test
    void forksOfLaterRoundsAreLeftOut() throws Exception {
        PooledRuns all = side("1 2 3 4 5");
        PooledRuns rounds = new PooledRuns("x", List.of(all.rows().get(0).in(List.of(1, 3, 4, 5, 7))), all.runs());

        PooledRuns four = rounds.upTo(4);
        assertThat(four.rows().get(0).score().forks()).containsExactly(1, 2, 3);
        assertThat(four.rows().get(0).score().score()).isEqualTo(2);
        assertThat(four.rows().get(0).rounds()).containsExactly(1, 3, 4);
        assertThat(rounds.upTo(0).rows()).isEmpty();
    }

    /** The row with these values. */
    private static PooledRuns of(PooledRuns form, DoubleStream values) {
        ResultRow row = form.rows().get(0);
        Measured score = Measured.of("s/op", 0, values.toArray());
        ResultRow other =
                new ResultRow(row.key(), row.settings(), Map.of(ResultRow.SCORE, score), List.of(), List.of(), null);
        return new PooledRuns("x", List.of(other), form.runs());
    }

    private static Comparison compare(PooledRuns base, PooledRuns now, double level) {
        Thresholds own = Thresholds.of(List.of(), List.of(Thresholds.OWN), Optional.empty());
        return new Comparer(level, own, Selection.ALL).compare(base, now);
    }

    /** A row of glibc, and where there is more one of scudo. */
    private PooledRuns side(String... scores) throws IOException {
        RunText text = new RunText();
        for (int i = 0; i < scores.length; i++) {
            text.row(List.of("glibc", "scudo").get(i), scores[i]);
        }
        Path file = Files.createTempFile(temp, "run", ".json");
        Files.writeString(file, text.json());
        return PooledRuns.read(file.toString());
    }
}
