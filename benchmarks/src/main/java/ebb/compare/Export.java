// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import com.google.gson.annotations.SerializedName;
import ebb.base.Json;
import ebb.compare.ComparedMetric.Verdict;
import ebb.compare.Comparison.RowMetric;
import ebb.compare.ForkTest.Evidence;
import ebb.results.Direction;
import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run's figures as programs that track benchmarks read them: of each metric of each row the median over forks, and, where
 * the run was compared, what was found.
 */
public final class Export {
    /** Who reads it. */
    public enum Format {
        /** Bencher Metric Format: every metric, with the lowest and the highest fork; its shift as a measure of its own. */
        bencher,
        /** github-action-benchmark's {@code customSmallerIsBetter}: only metrics of which less is better. */
        gha,
        /** OpenMetrics text for Prometheus: every metric as a gauge, in bytes and seconds; shifts and answers likewise. */
        openmetrics;

        /** The one with this name in upper or lower case, as JMH takes those of its own. */
        public static Optional<Format> named(String name) {
            return Arrays.stream(values())
                    .filter(format -> format.name().equals(name.toLowerCase(Locale.ROOT)))
                    .findFirst();
        }
    }

    /**
     * A metric that every fork has.
     *
     * @param benchmark its name, with its package where another one is called the same
     * @param compared what a comparison found of it; null without one
     */
    record Figure(
            ResultRow row,
            String benchmark,
            String metric,
            String unit,
            Sample forks,
            @Nullable ComparedMetric compared) {
        /** The row with all in which it differs from others. */
        String rowName() {
            RowKey key = row.key();
            return benchmark + key.toString().substring(key.name().length());
        }

        /** Whether its forks have a lowest and a highest one; of a share they are 0 and 100. */
        boolean isOfSeveral() {
            return forks.size() > 1 && !isShare();
        }

        /** The median over forks; the share itself of one. */
        double middle() {
            return isShare() ? forks.mean() : forks.median();
        }

        private boolean isShare() {
            return row.metric(metric).scale() == Scale.SHARE;
        }

        /** What it was compared to; empty where there were too few forks to say a shift. */
        Optional<ComparedMetric> shifted() {
            return Optional.ofNullable(compared)
                    .filter(line -> line.verdict() != Verdict.TOO_FEW)
                    .filter(line -> Math.min(line.base().size(), line.now().size()) >= Comparer.LEAST_FORKS);
        }
    }

    private record Bencher(
            double value,
            @SerializedName("lower_value") @Nullable Double lowest,
            @SerializedName("upper_value") @Nullable Double highest) {
        static Bencher of(Figure figure) {
            Sample forks = figure.forks();
            return figure.isOfSeveral()
                    ? new Bencher(figure.middle(), forks.lowest(), forks.highest())
                    : new Bencher(figure.middle(), null, null);
        }

        /** In per cent where ratios are compared, else in the metric's unit. */
        static Bencher ofShift(ComparedMetric line) {
            Evidence evidence = line.evidence();
            return new Bencher(
                    line.change(evidence.shift()),
                    line.changeIfFinite(evidence.low()),
                    line.changeIfFinite(evidence.high()));
        }
    }

    private record Smaller(
            String name,
            String unit,
            double value,
            @Nullable String range,
            String extra) {}

    private Export() {}

    /**
     * A run's.
     *
     * @param rows as {@link RunData#withLosses}; none of a run that gave no result
     * @return the whole text, which ends with a newline
     */
    public static String text(List<ResultRow> rows, Format format) {
        return written(figures(rows, Map.of()), 0, format);
    }

    /**
     * Those of the new side, with what was found of each.
     *
     * @param now what was compared, or of which some was compared with the rest
     * @param wanted the figures that are written, also those that the base lacks
     * @param onlyChanged without those that show no change
     * @return the whole text, which ends with a newline
     */
    public static String text(
            PooledRuns now, Comparison comparison, Selection wanted, boolean onlyChanged, Format format) {
        Map<RowMetric, ComparedMetric> lines = new HashMap<>();
        comparison.lines().forEach(line -> lines.put(line.cell(), line));
        List<ResultRow> rows = Stream.concat(
                        now.survival().stream()
                                .filter(row -> lines.containsKey(new RowMetric(row.key(), Metric.SURVIVED.label()))),
                        now.rows().stream())
                .toList();
        List<Figure> figures = figures(rows, lines).stream()
                .filter(figure -> wanted.row(figure.row().key()) && wanted.metric(figure.metric()))
                .filter(figure -> !onlyChanged
                        || (figure.compared() != null && figure.compared().isChanged(comparison.alpha())))
                .toList();
        return written(figures, comparison.alpha(), format);
    }

    private static String written(List<Figure> figures, double alpha, Format format) {
        return switch (format) {
            case bencher -> Json.text(bencher(figures)) + "\n";
            case gha -> Json.text(smaller(figures, alpha)) + "\n";
            case openmetrics -> OpenMetrics.text(figures);
        };
    }

    private static List<Figure> figures(List<ResultRow> rows, Map<RowMetric, ComparedMetric> lines) {
        Map<String, Set<String>> named = rows.stream()
                .map(ResultRow::key)
                .collect(
                        Collectors.groupingBy(RowKey::name, Collectors.mapping(RowKey::benchmark, Collectors.toSet())));
        List<Figure> figures = new ArrayList<>();
        for (ResultRow row : rows) {
            String name = row.key().name();
            boolean alone = named.getOrDefault(name, Set.of()).size() < 2;
            row.metrics().forEach((metric, measured) -> {
                if (measured.isWhole()) {
                    figures.add(new Figure(
                            row,
                            alone ? name : row.key().benchmark(),
                            metric,
                            measured.unit(),
                            Sample.of(measured.forks()),
                            lines.get(new RowMetric(row.key(), metric))));
                }
            });
        }
        return figures;
    }

    private static Map<String, Map<String, Bencher>> bencher(List<Figure> figures) {
        Map<String, Map<String, Bencher>> rows = new LinkedHashMap<>();
        for (Figure figure : figures) {
            Map<String, Bencher> measures = rows.computeIfAbsent(figure.rowName(), row -> new LinkedHashMap<>());
            measures.put(figure.metric(), Bencher.of(figure));
            figure.shifted().ifPresent(line -> measures.put(figure.metric() + ".shift", Bencher.ofShift(line)));
        }
        return rows;
    }

    private static List<Smaller> smaller(List<Figure> figures, double alpha) {
        return figures.stream()
                .filter(figure -> figure.row().judged(figure.metric()).direction() == Direction.LESS)
                .map(figure -> new Smaller(
                        figure.metric() + " of " + figure.rowName(),
                        figure.unit(),
                        figure.middle(),
                        figure.isOfSeveral()
                                ? "± " + FigureText.number(figure.forks().spread())
                                : null,
                        extra(figure, alpha)))
                .toList();
    }

    /** What a tool tip shows: the number of forks, and below it the table's line. */
    private static String extra(Figure figure, double alpha) {
        String forks = figure.forks().size() + (figure.isOfSeveral() ? " forks" : " fork");
        ComparedMetric line = figure.compared();
        return line == null
                ? forks
                : forks + "\n"
                        + FigureText.answer(line, alpha).stream()
                                .filter(cell -> !cell.isEmpty())
                                .collect(Collectors.joining(", "));
    }
}
