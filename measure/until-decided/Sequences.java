// SPDX-License-Identifier: Apache-2.0
import ebb.compare.Comparer;
import ebb.compare.Comparison;
import ebb.compare.Decisions;
import ebb.compare.PooledRuns;
import ebb.compare.Selection;
import ebb.compare.Thresholds;
import ebb.results.Direction;
import ebb.results.Limit;
import ebb.results.Measured;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.Scale;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * Sequences of --until-decided, by the classes that decide them, over forks drawn with replacement from those of real runs.
 * Both sides are drawn from one row's forks, so nothing differs but what is put in here: nothing, or 10 % for the worse of
 * each new fork. A confirmation has a base of 10 forks and adds to the other side; a run adds to both, in rounds that share
 * one more draw as their state of the machine, and has pairs.
 */
final class Sequences {
    private static final double ALPHA = 0.05;
    private static final int MOST = 40;
    private static final int FORKS_OF_BASE = 10;

    private final Random random = new Random(17);
    private final ResultRow form;
    private final String metric;
    private final String unit;
    private final double[] pool;
    private final double median;
    private final boolean less;
    private final boolean ratio;

    private Sequences(ResultRow form, String metric) {
        this.form = form;
        this.metric = metric;
        Measured measured = form.metrics().get(metric);
        this.unit = measured.unit();
        this.pool = measured.forks();
        double[] ordered = pool.clone();
        Arrays.sort(ordered);
        this.median = ordered[ordered.length / 2];
        this.less = form.metric(metric).direction() == Direction.LESS;
        this.ratio = form.metric(metric).scale() == Scale.RATIO;
    }

    private record Ended(String verdict, int forks) {}

    private record Counts(Map<String, Integer> verdicts, double forks) {
        int of(String verdict) {
            return verdicts.getOrDefault(verdict, 0);
        }
    }

    /** @param factor of each new fork */
    private Counts many(int sequences, boolean rounds, double factor, String noWorse) {
        Map<String, Integer> verdicts = new HashMap<>();
        double forks = 0;
        for (int i = 0; i < sequences; i++) {
            Ended one = one(rounds, factor, noWorse);
            verdicts.merge(one.verdict(), 1, Integer::sum);
            forks += one.forks();
        }
        return new Counts(verdicts, forks / sequences);
    }

    private Ended one(boolean rounds, double factor, String noWorse) {
        double[] base = new double[MOST];
        double[] now = new double[MOST];
        for (int i = 0; i < MOST; i++) {
            double drift = rounds ? draw() / median : 1;
            base[i] = draw() * drift;
            now[i] = ratio ? draw() * drift * factor : draw() * drift + (factor - 1) * median;
        }
        Decisions decisions = new Decisions(ALPHA, cell -> true);
        Thresholds limits = Thresholds.of(List.of(), List.of(noWorse), Optional.empty());
        for (int forks : Decisions.looks(MOST)) {
            Comparer comparer = new Comparer(decisions.level(), limits, Selection.ALL);
            List<ResultRow> both = List.of(
                    row("base", base, rounds ? forks : FORKS_OF_BASE, rounds), row("new", now, forks, rounds));
            Comparison comparison = rounds
                    ? comparer.by(side(both), RowKey.ALLOCATOR, "base")
                    : comparer.compare(side(List.of(named("new", both.get(0)))), side(both.subList(1, 2)));
            if (decisions.look(forks, comparison).isEmpty()) {
                return new Ended(verdict(decisions.comparison()), forks);
            }
        }
        return new Ended("open", MOST);
    }

    private double draw() {
        return pool[random.nextInt(pool.length)];
    }

    private static PooledRuns side(List<ResultRow> rows) {
        return new PooledRuns(
                "drawn", rows, rows.stream().map(ResultRow::survival).toList(), List.of());
    }

    private ResultRow row(String allocator, double[] values, int forks, boolean rounds) {
        Measured measured = Measured.of(unit, 0, Arrays.copyOf(values, forks));
        Map<String, String> params = new TreeMap<>(form.key().params());
        params.put(RowKey.ALLOCATOR, allocator);
        RowKey key = new RowKey(form.key().benchmark(), form.key().mode(), form.key().threads(), params);
        List<Integer> numbers = IntStream.rangeClosed(1, forks).boxed().toList();
        return new ResultRow(key, form.settings(), Map.of(metric, measured), numbers, List.of(), null);
    }

    private ResultRow named(String allocator, ResultRow row) {
        Map<String, String> params = new TreeMap<>(row.key().params());
        params.put(RowKey.ALLOCATOR, allocator);
        RowKey key = new RowKey(row.key().benchmark(), row.key().mode(), row.key().threads(), params);
        return new ResultRow(key, row.settings(), row.metrics(), row.rounds(), row.strata(), null);
    }

    /** Of the one row. */
    private static String verdict(Comparison comparison) {
        List<String> table = comparison.lines(Comparison.Format.csv, false);
        int column = List.of(table.get(0).split(",")).indexOf("verdict");
        return table.get(1).split(",")[column];
    }

    /** {@code 0.8 % (0.6 to 1.1)}: Clopper and Pearson, 95 %. */
    private static String share(int found, int of) {
        double low = found == 0 ? 0 : new BetaDistribution(found, of - found + 1.0).inverseCumulativeProbability(0.025);
        return String.format(Locale.ROOT, "%.1f %% (%.1f to %.1f)", 100.0 * found / of, 100 * low, 100 * high(found, of));
    }

    private static double high(int found, int of) {
        return found == of ? 1 : new BetaDistribution(found + 1.0, of - found).inverseCumulativeProbability(0.975);
    }

    public static void main(String[] arguments) {
        int sequences = Integer.parseInt(arguments[0]);
        List<String> metrics = List.of(arguments[1].split(","));
        boolean good = true;
        for (String run : Arrays.asList(arguments).subList(2, arguments.length)) {
            for (ResultRow row : RunData.read(Path.of(run)).rows()) {
                for (String metric : metrics) {
                    Measured measured = row.metrics().get(metric);
                    if (measured == null
                            || !measured.isWhole()
                            || Arrays.stream(measured.forks()).anyMatch(value -> value <= 0)
                            || !row.judged(metric).direction().isJudged()) {
                        continue;
                    }
                    for (boolean rounds : new boolean[] {false, true}) {
                        good &= new Sequences(row, metric).print(sequences, rounds);
                    }
                }
            }
        }
        System.out.println(good ? "pass" : "FAIL");
        System.exit(good ? 0 : 1);
    }

    /** Whether it errs in at most 5 %. */
    private boolean print(int sequences, boolean rounds) {
        List<String> words = new ArrayList<>();
        Counts same = many(sequences, rounds, 1, "own");
        Counts changed = many(sequences, rounds, less ? 1.10 : 1 / 1.10, "own");
        Counts limit = many(sequences, rounds, less ? 1.10 : 1 / 1.10, metric + "=" + tenth());
        int alarms = same.of("worse") + same.of("better");
        boolean good = high(alarms, sequences) <= ALPHA && high(limit.of("no-worse"), sequences) <= ALPHA;
        words.add(form.key().name() + " " + metric + " (" + pool.length + " forks), "
                + (rounds ? "run" : "confirm") + ":");
        words.add("nothing changed: worse or better " + share(alarms, sequences) + ", no worse "
                + share(same.of("no-worse"), sequences) + ", " + mean(same) + " forks;");
        words.add("10 % worse: worse " + share(changed.of("worse"), sequences) + ", no worse "
                + share(changed.of("no-worse"), sequences) + ", " + mean(changed) + " forks;");
        words.add("worse by exactly the limit: no worse " + share(limit.of("no-worse"), sequences)
                + (good ? "" : "  <- more than 5 %"));
        System.out.println(String.join("\n    ", words));
        return good;
    }

    private String tenth() {
        return ratio ? "10%" : Limit.amount(0.1 * median).text(unit);
    }

    private static String mean(Counts counts) {
        return String.format(Locale.ROOT, "%.1f", counts.forks());
    }
}
