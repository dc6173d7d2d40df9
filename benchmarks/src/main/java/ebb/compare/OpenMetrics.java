// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.compare.Export.Figure;
import ebb.compare.ForkTest.Evidence;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gauges for Prometheus, in its base units. */
final class OpenMetrics {
    /** The labels that Ebb gives; a parameter of such a name gets another one. */
    private static final Set<String> OWN = Set.of("benchmark", "mode", "threads", "fork", "shift", "metric", "answer");

    private final Map<String, GaugeSnapshot.Builder> families = new LinkedHashMap<>();

    private OpenMetrics() {}

    /** The whole text, which ends with a newline. */
    static String text(List<Figure> figures) {
        OpenMetrics all = new OpenMetrics();
        figures.forEach(all::add);
        return all.text();
    }

    private void add(Figure figure) {
        Base base = Base.of(figure.unit());
        String meaning = figure.row().metric(figure.metric()).meaning();
        String name = figure.metric() + base.suffix();
        add(figure, name, meaning, Map.of("fork", "median"), figure.middle() * base.times());
        if (figure.isOfSeveral()) {
            add(figure, name, meaning, Map.of("fork", "lowest"), figure.forks().lowest() * base.times());
            add(figure, name, meaning, Map.of("fork", "highest"), figure.forks().highest() * base.times());
        }
        figure.shifted().ifPresent(line -> addShift(figure, line, base));
        ComparedMetric line = figure.compared();
        if (line != null) {
            add(
                    figure,
                    "answer",
                    "1 for what compare says of a metric",
                    Map.of("metric", figure.metric(), "answer", line.verdict().id()),
                    1);
        }
    }

    private void addShift(Figure figure, ComparedMetric line, Base base) {
        String name = figure.metric() + (line.isRatio() ? "_relative_shift_ratio" : "_shift" + base.suffix());
        String meaning = "shift of " + figure.metric() + (line.isRatio() ? ", as a share of the base" : "")
                + ", with its interval";
        double times = line.isRatio() ? 1 : base.times();
        Evidence evidence = line.evidence();
        Map<String, Double> ends = new LinkedHashMap<>();
        ends.put("estimate", evidence.shift());
        ends.put("low", evidence.low());
        ends.put("high", evidence.high());
        ends.forEach((end, shift) -> {
            if (Double.isFinite(shift)) {
                add(figure, name, meaning, Map.of("shift", end), line.readable(shift) * times);
            }
        });
    }

    private void add(Figure figure, String name, String meaning, Map<String, String> further, double value) {
        families.computeIfAbsent(
                        PrometheusNaming.prometheusName(PrometheusNaming.sanitizeMetricName("ebb_" + name)),
                        key -> GaugeSnapshot.builder().name(key).help(meaning))
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels(figure, further))
                        .value(value)
                        .build());
    }

    private static Labels labels(Figure figure, Map<String, String> further) {
        Map<String, String> labels = new LinkedHashMap<>();
        figure.row()
                .key()
                .params()
                .forEach((name, value) -> labels.put(
                        (OWN.contains(name) ? "param_" : "") + PrometheusNaming.sanitizeLabelName(name), value));
        labels.put("benchmark", figure.benchmark());
        labels.put("mode", figure.row().key().mode());
        labels.put("threads", Integer.toString(figure.row().key().threads()));
        labels.putAll(further);
        return Labels.of(labels.keySet().toArray(String[]::new), labels.values().toArray(String[]::new));
    }

    private String text() {
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

    /**
     * Prometheus' base unit of one of Ebb's.
     *
     * @param times one of Ebb's in it
     */
    private record Base(String suffix, double times) {
        private static final double MIB = 1 << 20;
        private static final Map<String, Double> SECONDS = Map.of("s", 1.0, "ms", 1e-3, "us", 1e-6, "ns", 1e-9);

        static Base of(String unit) {
            return switch (unit) {
                case "MiB" -> new Base("_bytes", MIB);
                case "MiB·s" -> new Base("_byte_seconds", MIB);
                case "MiB/burst" -> new Base("_bytes_per_burst", MIB);
                case "%" -> new Base("_ratio", 0.01);
                case "ratio" -> new Base("_ratio", 1);
                default -> ofTime(unit);
            };
        }

        /** {@code _seconds} of ms, {@code _seconds_per_op} of s/op, {@code _ops_per_second} of ops/us; others as they are. */
        private static Base ofTime(String unit) {
            String[] parts = unit.split("/", 2);
            Double over = SECONDS.get(parts[0]);
            String suffix = "_" + (over == null ? parts[0] : "seconds");
            double times = over == null ? 1 : over;
            if (parts.length == 1) {
                return new Base(suffix, times);
            }
            Double under = SECONDS.get(parts[1]);
            return under == null
                    ? new Base(suffix + "_per_" + parts[1], times)
                    : new Base(suffix + "_per_second", times / under);
        }
    }
}
