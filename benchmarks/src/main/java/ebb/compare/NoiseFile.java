// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import com.google.gson.reflect.TypeToken;
import ebb.base.EbbException;
import ebb.base.Json;
import ebb.compare.Comparison.RowMetric;
import ebb.results.Limit;
import ebb.results.Measured;
import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.Scale;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much a machine's figures vary from run to run while nothing changes (A/A): {@code results/noise/<machine>.json}.
 *
 * <p>For every judged metric of a row, all runs are compared with each other as {@code compare} would, and the limit is
 * twice the largest shift. For a ratio that is twice its logarithm: where runs differed by the factor f, a factor of f
 * squared is allowed, up and down. With 8 runs and normal noise another pair of runs exceeds the largest of 28 shifts once
 * in 13 times, and twice that once in 200 (by simulation).
 *
 * @param machine its id
 * @param made the day
 * @param runs the A/A runs, at least 8
 * @param forks the fewest of any row
 * @param entries one for each metric of a row
 */
public record NoiseFile(String machine, String made, List<String> runs, int forks, List<Entry> entries) {
    /** Fewer runs would show too little of a machine's drift. */
    public static final int LEAST_RUNS = 8;

    private static final double MARGIN = 2;

    /**
     * @param limit the largest shift that means nothing, as for {@code --threshold}: {@code 5.2%} for a factor of 1.052,
     *     {@code 3.1MiB}
     */
    public record Entry(RowKey row, String metric, String unit, String limit) {}

    /** @throws EbbException naming the file and what is wrong with it */
    public static NoiseFile read(Path file) {
        NoiseFile read = Json.read(file, TypeToken.get(NoiseFile.class), "make a noise file with 'noise RUN...'");
        for (Entry entry : read.entries) {
            if (Limit.parse(entry.limit(), entry.unit()).isEmpty()) {
                throw new EbbException(file + " has the limit '" + entry.limit() + "' of " + entry.metric()
                        + ", which is not " + Limit.form(entry.unit()) + ": make a noise file with 'noise RUN...'.");
            }
        }
        return read;
    }

    public String json() {
        return Json.text(this) + "\n";
    }

    /** The largest difference between two runs from which {@link #entry} made this limit. */
    static Limit largest(Limit limit) {
        return new Limit(Math.pow(1 + limit.share(), 1 / MARGIN) - 1, limit.amount() / MARGIN);
    }

    /** The limits by row and metric. */
    Map<RowMetric, Limit> limits() {
        Map<RowMetric, Limit> limits = new HashMap<>();
        entries.forEach(entry -> limits.put(
                new RowMetric(entry.row(), entry.metric()),
                Limit.parse(entry.limit(), entry.unit()).orElseThrow()));
        return limits;
    }

    /**
     * Finds the limits from runs between which nothing was changed.
     *
     * @param runs of the same benchmarks
     * @throws EbbException where they are fewer than 8, of several machines, not alike, or have nothing in common
     */
    public static NoiseFile of(List<RunData> runs, LocalDate made) {
        if (runs.size() < LEAST_RUNS) {
            throw new EbbException("noise needs at least " + LEAST_RUNS + " runs of the same build, and was given "
                    + runs.size() + ".");
        }
        String names = String.join(",", runs.stream().map(RunData::name).toList());
        String machine = PooledRuns.of(names, runs)
                .machine()
                .orElseThrow(
                        () -> new EbbException("A run does not record its machine, so its noise is of no use: give run"
                                + " folders with their environment.json."));
        List<PooledRuns> each = runs.stream()
                .map(run -> PooledRuns.of(run.source().toString(), List.of(run)))
                .toList();
        each.forEach(other -> EnvironmentCheck.change(each.get(0), other).ifPresent(change -> {
            throw new EbbException("noise needs runs between which nothing has changed, and from "
                    + each.get(0).name() + " to " + other.name() + " this has: " + change);
        }));
        Map<RowMetric, Cell> cells = cells(runs);
        List<Entry> entries = new ArrayList<>();
        cells.forEach((of, cell) -> {
            if (cell.measured.size() == runs.size() && isUsable(cell.measured, cell.kind)) {
                entries.add(entry(of, cell.measured, cell.kind));
            }
        });
        if (entries.isEmpty()) {
            throw new EbbException(
                    "No row is in all of the " + runs.size() + " runs: give runs of the same benchmarks.");
        }
        int forks = runs.stream()
                .flatMap(run -> run.rows().stream())
                .mapToInt(ResultRow::forks)
                .min()
                .orElse(0);
        return new NoiseFile(
                machine, made.toString(), runs.stream().map(RunData::name).toList(), forks, entries);
    }

    /** How many metrics of rows of some run are judged: as many limits as there could be. */
    public static int judged(List<RunData> runs) {
        return cells(runs).size();
    }

    /** A metric of a row in all runs. */
    private record Cell(Metric kind, List<Measured> measured) {}

    private static Map<RowMetric, Cell> cells(List<RunData> runs) {
        Map<RowMetric, Cell> cells = new LinkedHashMap<>();
        for (RunData run : runs) {
            for (ResultRow row : run.rows()) {
                row.metrics().forEach((metric, measured) -> {
                    if (row.judged(metric).direction().isJudged()) {
                        cells.computeIfAbsent(
                                        new RowMetric(row.key(), metric),
                                        of -> new Cell(row.metric(metric), new ArrayList<>()))
                                .measured
                                .add(measured);
                    }
                });
            }
        }
        return cells;
    }

    private static boolean isUsable(List<Measured> measured, Metric kind) {
        return measured.stream().allMatch(Measured::isWhole)
                && measured.stream().map(Measured::unit).distinct().count() == 1
                && (kind.scale() == Scale.DIFFERENCE
                        || measured.stream().allMatch(m -> Sample.of(m.forks()).isPositive()));
    }

    private static Entry entry(RowMetric cell, List<Measured> measured, Metric kind) {
        ForkTest test = new ForkTest(0.05);
        double largest = 0;
        for (int i = 0; i < measured.size(); i++) {
            for (int j = 0; j < i; j++) {
                largest = Math.max(largest, shift(test, measured.get(i), measured.get(j), kind.scale()));
            }
        }
        Limit limit = kind.scale() == Scale.RATIO
                ? Limit.share(Math.expm1(MARGIN * largest))
                : Limit.amount(MARGIN * largest);
        String unit = measured.get(0).unit();
        return new Entry(cell.key(), cell.metric(), unit, limit.text(unit));
    }

    private static double shift(ForkTest test, Measured one, Measured other, Scale scale) {
        Sample here = Sample.of(one.forks());
        Sample there = Sample.of(other.forks());
        return scale == Scale.RATIO
                ? Math.abs(test.unpaired(here.logs(), there.logs()).shift())
                : Math.abs(test.unpaired(here, there).shift());
    }
}
