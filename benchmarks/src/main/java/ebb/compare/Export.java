// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import com.google.gson.annotations.SerializedName;
import ebb.base.Json;
import ebb.results.Direction;
import ebb.results.ResultRow;
import ebb.results.RunData;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;

/** A run's figures as programs that track benchmarks read them: of each metric of each row the median over forks. */
public final class Export {
    /** Who reads it. */
    public enum Format {
        /** Bencher Metric Format: every metric, with the lowest and the highest fork. */
        bencher,
        /** github-action-benchmark's {@code customSmallerIsBetter}: only metrics of which less is better. */
        gha,
        /** OpenMetrics text for Prometheus: every metric as a gauge, in bytes and seconds. */
        openmetrics
    }

    /** A metric that every fork has. */
    private record Figure(ResultRow row, String metric, String unit, Sample forks) {
        boolean isOfSeveral() {
            return forks.size() > 1;
        }
    }

    private record Bencher(
            double value,
            @SerializedName("lower_value") @Nullable Double lowest,
            @SerializedName("upper_value") @Nullable Double highest) {}

    private record Smaller(
            String name,
            String unit,
            double value,
            @Nullable String range,
            String extra) {}

    private Export() {}

    /** The whole text, which ends with a newline. */
    public static String text(RunData run, Format format) {
        List<Figure> figures = figures(run);
        return switch (format) {
            case bencher -> Json.text(bencher(figures)) + "\n";
            case gha -> Json.text(smaller(figures)) + "\n";
            case openmetrics -> openMetrics(figures);
        };
    }

    private static List<Figure> figures(RunData run) {
        List<Figure> figures = new ArrayList<>();
        for (ResultRow row : run.rows()) {
            row.metrics().forEach((metric, measured) -> {
                if (measured.isWhole()) {
                    figures.add(new Figure(row, metric, measured.unit(), Sample.of(measured.forks())));
                }
            });
        }
        return figures;
    }

    private static Map<String, Map<String, Bencher>> bencher(List<Figure> figures) {
        Map<String, Map<String, Bencher>> rows = new LinkedHashMap<>();
        for (Figure figure : figures) {
            rows.computeIfAbsent(figure.row().key().toString(), row -> new LinkedHashMap<>())
                    .put(
                            figure.metric(),
                            new Bencher(
                                    figure.forks().median(),
                                    figure.isOfSeveral() ? figure.forks().lowest() : null,
                                    figure.isOfSeveral() ? figure.forks().highest() : null));
        }
        return rows;
    }

    private static List<Smaller> smaller(List<Figure> figures) {
        return figures.stream()
                .filter(figure -> figure.row().judged(figure.metric()).direction() == Direction.LESS)
                .map(figure -> new Smaller(
                        figure.metric() + " of " + figure.row().key(),
                        figure.unit(),
                        figure.forks().median(),
                        figure.isOfSeveral()
                                ? "± " + FigureText.number(figure.forks().spread())
                                : null,
                        figure.forks().size() + (figure.isOfSeveral() ? " forks" : " fork")))
                .toList();
    }

    private static String openMetrics(List<Figure> figures) {
        Map<String, GaugeSnapshot.Builder> families = new LinkedHashMap<>();
        for (Figure figure : figures) {
            Base base = Base.of(figure.unit());
            String name = "ebb_" + figure.metric() + base.suffix();
            GaugeSnapshot.Builder family = families.computeIfAbsent(
                    PrometheusNaming.prometheusName(PrometheusNaming.sanitizeMetricName(name)),
                    key -> GaugeSnapshot.builder()
                            .name(key)
                            .help(figure.row().metric(figure.metric()).meaning()));
            ObjDoubleConsumer<String> add = (which, value) -> family.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(labels(figure.row(), which))
                    .value(value * base.times())
                    .build());
            add.accept("median", figure.forks().median());
            if (figure.isOfSeveral()) {
                add.accept("lowest", figure.forks().lowest());
                add.accept("highest", figure.forks().highest());
            }
        }
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        families.values().forEach(family -> all.metricSnapshot(family.build()));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            new OpenMetricsTextFormatWriter(false, false).write(text, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not of memory
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static Labels labels(ResultRow row, String which) {
        Map<String, String> labels = new LinkedHashMap<>();
        row.key().params().forEach((name, value) -> labels.put(PrometheusNaming.sanitizeLabelName(name), value));
        labels.put("benchmark", row.key().name());
        labels.put("mode", row.key().mode());
        labels.put("threads", Integer.toString(row.key().threads()));
        labels.put("fork", which);
        return Labels.of(labels.keySet().toArray(String[]::new), labels.values().toArray(String[]::new));
    }

    /**
     * Prometheus' base unit of one of Ebb's.
     *
     * @param times one of Ebb's in it
     */
    private record Base(String suffix, double times) {
        private static final double MIB = 1 << 20;

        static Base of(String unit) {
            return switch (unit) {
                case "MiB" -> new Base("_bytes", MIB);
                case "MiB·s" -> new Base("_byte_seconds", MIB);
                case "MiB/burst" -> new Base("_bytes_per_burst", MIB);
                case "s" -> new Base("_seconds", 1);
                case "%" -> new Base("_ratio", 0.01);
                case "ratio" -> new Base("_ratio", 1);
                default -> new Base("_" + unit.replace("/", "_per_"), 1);
            };
        }
    }
}
