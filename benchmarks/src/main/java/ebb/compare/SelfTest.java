// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.TextTable;
import ebb.base.TextTable.Column;
import ebb.compare.ComparedMetric.Verdict;
import ebb.compare.ForkTest.Evidence;
import ebb.results.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What comparisons find on a machine, from a run of three bursts: one, the same again, and one that is worse on purpose. Its
 * waits are a quarter longer, and some blocks stay.
 *
 * @param lines to print
 * @param failures a sentence each for what was made worse and is not found, or is the same and is found to differ
 */
public record SelfTest(List<String> lines, List<String> failures) {
    /** The parameter's values. */
    public static final List<String> SCENARIOS = List.of("self-test", "self-test-again", "self-test-worse");

    private static final String PARAMETER = "scenario";
    private static final List<Metric> METRICS = List.of(Metric.MAKESPAN, Metric.RETAINED);
    private static final double ALPHA = 0.05;
    private static final int DIVISIONS = 1000;

    public SelfTest {
        lines = List.copyOf(lines);
        failures = List.copyOf(failures);
    }

    /** How many forks a run has of each of the three; 0 where it lacks one, or what is compared of it. */
    public static int forks(PooledRuns run) {
        return SCENARIOS.stream()
                .mapToInt(name -> run.rows().stream()
                        .filter(row -> name.equals(row.key().params().get(PARAMETER)))
                        .filter(row -> METRICS.stream()
                                .allMatch(metric -> row.metrics().containsKey(metric.label())))
                        .mapToInt(row -> row.rounds().size())
                        .findFirst()
                        .orElse(0))
                .min()
                .orElse(0);
    }

    /** @param sizes numbers of forks, the last of which each of the three has */
    public static SelfTest of(PooledRuns run, List<Integer> sizes) {
        List<String> lines = new ArrayList<>(table(run, sizes));
        List<String> failures = new ArrayList<>();
        for (int size : sizes) {
            lines.add("");
            failures.clear();
            for (ComparedMetric line : comparison(first(run, size)).lines()) {
                boolean worse = isOf(2, line);
                String sentence = (worse ? "Made worse, " : "Nothing changed, ") + size + " forks: "
                        + line.metric() + " " + FigureText.change(line) + ", "
                        + FigureText.p(line.evidence()) + ", " + words(line.verdict()) + ".";
                lines.add(sentence);
                if (worse ? line.verdict() != Verdict.WORSE : line.verdict() != Verdict.SAME) {
                    failures.add(sentence);
                }
            }
        }
        return new SelfTest(lines, failures);
    }

    /** The first rounds in which each of the three has so many forks: one may have failed. */
    private static PooledRuns first(PooledRuns run, int size) {
        int round = size;
        while (forks(run.upTo(round)) < size) {
            round++;
        }
        return run.upTo(round);
    }

    private static boolean isOf(int scenario, ComparedMetric line) {
        return line.key().params().containsValue(SCENARIOS.get(scenario));
    }

    private static String words(Verdict verdict) {
        return verdict == Verdict.SAME ? "no difference shown" : verdict.id();
    }

    private static Comparison comparison(PooledRuns run) {
        List<String> metrics = METRICS.stream().map(Metric::label).toList();
        return new Comparer(
                        ALPHA,
                        Thresholds.of(List.of(), List.of(), Optional.empty()),
                        Selection.of(metrics, Optional.empty()))
                .by(run, PARAMETER, SCENARIOS.get(0));
    }

    /** The sizes of change that runs of these numbers of forks find: from half of all times to 39 of 40. */
    private static List<String> table(PooledRuns run, List<Integer> sizes) {
        TextTable table =
                new TextTable(Collections.nCopies(1 + sizes.size(), Column.LEFT).toArray(Column[]::new));
        table.row(Stream.concat(Stream.of(""), sizes.stream().map(size -> size + " forks"))
                .toList());
        comparison(run).lines().stream()
                .filter(line -> isOf(1, line))
                .forEach(line -> table.row(Stream.concat(
                                Stream.of(line.metric()), sizes.stream().map(size -> found(line, size)))
                        .toList()));
        return table.lines();
    }

    /**
     * Both sides' forks, in which nothing differs, are divided into two sides anew. Had the forks of one been worse by some
     * shift its interval would lie higher by that shift, so the smallest one that is found follows from the lower end; where
     * forks tie one that is a little smaller may be found, too.
     */
    private static String found(ComparedMetric same, int forks) {
        double[] all = DoubleStream.concat(
                        Arrays.stream(same.base().values()),
                        Arrays.stream(same.now().values()))
                .map(value -> same.isRatio() ? Math.log(value) : value)
                .toArray();
        double rise = same.kind().limit().rise(same.base().median());
        double limit = same.isRatio() ? Math.log1p(rise / same.base().median()) : rise;
        ForkTest test = new ForkTest(ALPHA);
        Random random = new Random(1);
        double[] least = new double[DIVISIONS];
        for (int i = 0; i < DIVISIONS; i++) {
            shuffle(all, random);
            Evidence evidence = test.unpaired(
                    Sample.of(Arrays.copyOf(all, forks)), Sample.of(Arrays.copyOfRange(all, forks, 2 * forks)));
            least[i] = Math.max(limit - evidence.shift(), -evidence.low());
        }
        Arrays.sort(least);
        return FigureText.amount(same, least[DIVISIONS / 2]) + " to "
                + FigureText.amount(same, least[DIVISIONS - 1 - DIVISIONS / 40]);
    }

    private static void shuffle(double[] values, Random random) {
        for (int i = values.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            double value = values[i];
            values[i] = values[other];
            values[other] = value;
        }
    }
}
