// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.EbbException;
import ebb.results.Limit;
import ebb.results.Measured;
import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.Scale;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What figures vary by from run to run while nothing changes (A/A), found from runs of the same build on one machine.
 *
 * <p>Of every row and metric that has a better and a worse, each run is held against each other as a comparison would
 * do it; the limit is twice the largest shift seen. With 8 runs, of normal noise, a further pair of runs exceeds the
 * largest of 28 shifts once in 13 times, and twice that once in 200 (by simulation).
 */
public final class Noise {
    /** Fewer runs show too few of the moods of a machine. */
    public static final int LEAST_RUNS = 8;

    private static final double MARGIN = 2;

    private Noise() {}

    /**
     * The limits.
     *
     * @param runs of the same benchmarks, with nothing changed between them
     * @throws EbbException where they are fewer than 8, of several machines, or have nothing in common
     */
    public static NoiseFile of(List<RunData> runs, LocalDate made) {
        if (runs.size() < LEAST_RUNS) {
            throw new EbbException("noise needs at least " + LEAST_RUNS + " runs of the same build, and was given "
                    + runs.size() + ".");
        }
        String names = String.join(",", runs.stream().map(RunData::name).toList());
        String machine = new Side(names, List.of(), runs)
                .machine()
                .orElseThrow(
                        () -> new EbbException("A run does not tell its machine, so its noise is of no use: give run"
                                + " folders with their environment.json."));
        Map<Cell, List<Measured>> cells = cells(runs);
        List<NoiseFile.Entry> entries = new ArrayList<>();
        cells.forEach((cell, measured) -> {
            Metric kind = Metric.of(cell.metric(), cell.key().mode());
            if (measured.size() == runs.size() && isUsable(measured, kind)) {
                entries.add(entry(cell, measured, kind));
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

    private static Map<Cell, List<Measured>> cells(List<RunData> runs) {
        Map<Cell, List<Measured>> cells = new LinkedHashMap<>();
        for (RunData run : runs) {
            for (ResultRow row : run.rows()) {
                row.metrics().forEach((metric, measured) -> {
                    if (row.judged(metric).direction().isJudged()) {
                        cells.computeIfAbsent(new Cell(row.key(), metric), cell -> new ArrayList<>())
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

    private static NoiseFile.Entry entry(Cell cell, List<Measured> measured, Metric kind) {
        ForkTest test = new ForkTest(0.05);
        double largest = 0;
        for (int i = 0; i < measured.size(); i++) {
            for (int j = 0; j < i; j++) {
                largest = Math.max(largest, shift(test, measured.get(i), measured.get(j), kind.scale()));
            }
        }
        Limit limit = kind.scale() == Scale.RATIO ? Limit.share(MARGIN * largest) : Limit.amount(MARGIN * largest);
        String unit = measured.get(0).unit();
        RowKey key = cell.key();
        return new NoiseFile.Entry(
                key.benchmark(), key.mode(), key.threads(), key.params(), cell.metric(), unit, limit.text(unit));
    }

    private static double shift(ForkTest test, Measured one, Measured other, Scale scale) {
        Sample here = Sample.of(one.forks());
        Sample there = Sample.of(other.forks());
        return scale == Scale.RATIO
                ? Math.expm1(Math.abs(test.unpaired(here.logs(), there.logs()).shift()))
                : Math.abs(test.unpaired(here, there).shift());
    }
}
