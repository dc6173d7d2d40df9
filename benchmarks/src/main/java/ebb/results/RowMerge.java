// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.MultisetStatistics;
import org.openjdk.jmh.util.Statistics;

/**
 * One row of JMH's JSON out of that of several runs. Its forks are in the order of their rounds; aggregates are those that
 * JMH would give of all of them.
 */
final class RowMerge {
    private static final String RAW = "rawData";
    private static final String HISTOGRAM = "rawDataHistogram";
    private static final String PRIMARY = "primaryMetric";
    private static final String SECONDARY = "secondaryMetrics";

    /** JMH's. */
    private static final double CONFIDENCE = 0.999;

    private static final double[] PERCENTILES = {0.0, 50.0, 90.0, 95.0, 99.0, 99.9, 99.99, 99.999, 99.9999, 100.0};

    /** A fork in one of the runs' rows. */
    private record Fork(int round, JsonObject row, int index) {}

    private final JsonObject first;
    private final List<Fork> forks = new ArrayList<>();

    /** @param first row of one of the runs, from which is taken what is equal in all */
    RowMerge(JsonObject first) {
        this.first = first;
    }

    /** @param rounds of the row's forks, in the order of its raw data */
    void add(JsonObject row, List<Integer> rounds) {
        strip(row.getAsJsonObject(PRIMARY));
        secondary(row).asMap().values().forEach(metric -> strip(metric.getAsJsonObject()));
        for (int i = 0; i < rounds.size(); i++) {
            forks.add(new Fork(rounds.get(i), row, i));
        }
        forks.sort(Comparator.comparingInt(Fork::round));
    }

    /** Of what is not used: most of the text. */
    private static void strip(JsonObject metric) {
        metric.remove("scorePercentiles");
        metric.remove("scoreConfidence");
    }

    List<Integer> rounds() {
        return forks.stream().map(Fork::round).toList();
    }

    JsonObject merged() {
        JsonObject merged = first.deepCopy();
        merged.addProperty("forks", forks.size());
        Set<String> labels = new LinkedHashSet<>();
        forks.forEach(fork -> labels.addAll(secondary(fork.row()).keySet()));
        merged.add(
                PRIMARY,
                metric(forks.stream().map(fork -> fork.row().get(PRIMARY)).toList()));
        JsonObject others = new JsonObject();
        for (String label : labels) {
            others.add(
                    label,
                    metric(forks.stream()
                            .map(fork -> secondary(fork.row()).get(label))
                            .toList()));
        }
        merged.add(SECONDARY, others);
        return merged;
    }

    private static JsonObject secondary(JsonObject row) {
        return row.has(SECONDARY) ? row.getAsJsonObject(SECONDARY) : new JsonObject();
    }

    /** @param ofForks the metric in each fork's row; null where it has none */
    private JsonObject metric(List<@Nullable JsonElement> ofForks) {
        JsonObject like = ofForks.stream()
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow()
                .getAsJsonObject();
        String name = like.has(HISTOGRAM) ? HISTOGRAM : RAW;
        JsonArray raw = new JsonArray();
        Mean mean = new Mean();
        for (int i = 0; i < ofForks.size(); i++) {
            JsonElement metric = ofForks.get(i);
            if (metric == null) {
                raw.add(new JsonArray());
            } else {
                raw.add(metric.getAsJsonObject()
                        .getAsJsonArray(name)
                        .get(forks.get(i).index()));
                mean.increment(number(metric.getAsJsonObject().get("score")));
            }
        }
        return aggregated(like, name, raw, mean.getResult());
    }

    /** @param score the mean of the runs', each as often as it has forks: all that is known where there is no raw data */
    private static JsonObject aggregated(JsonObject like, String name, JsonArray raw, double score) {
        Statistics all = name.equals(RAW) ? values(raw) : histogram(raw);
        boolean isMean = all.getN() > 0 && isClose(all.getMean(), score);
        JsonObject merged = like.deepCopy();
        merged.add("score", json(isMean ? all.getMean() : score));
        merged.add("scoreError", json(isMean ? all.getMeanErrorAt(CONFIDENCE) : Double.NaN));
        double[] interval = isMean ? all.getConfidenceIntervalAt(CONFIDENCE) : new double[] {Double.NaN, Double.NaN};
        JsonArray ends = new JsonArray();
        ends.add(json(interval[0]));
        ends.add(json(interval[1]));
        merged.add("scoreConfidence", ends);
        JsonObject percentiles = new JsonObject();
        for (double percent : PERCENTILES) {
            percentiles.add(Double.toString(percent), json(all.getN() > 0 ? all.getPercentile(percent) : Double.NaN));
        }
        merged.add("scorePercentiles", percentiles);
        merged.add(name, raw);
        return merged;
    }

    /** Shards of unequal numbers of iterations weigh a little differently in JMH's mean of all; a sum is far off. */
    private static boolean isClose(double mean, double score) {
        return Double.isNaN(mean) || Double.isNaN(score) || Math.abs(mean - score) <= 1e-6 * Math.abs(score);
    }

    private static Statistics values(JsonArray raw) {
        ListStatistics all = new ListStatistics();
        for (JsonElement fork : raw) {
            fork.getAsJsonArray().forEach(value -> all.addValue(number(value)));
        }
        return all;
    }

    private static Statistics histogram(JsonArray raw) {
        MultisetStatistics all = new MultisetStatistics();
        for (JsonElement fork : raw) {
            for (JsonElement iteration : fork.getAsJsonArray()) {
                for (JsonElement pair : iteration.getAsJsonArray()) {
                    all.addValue(
                            number(pair.getAsJsonArray().get(0)),
                            pair.getAsJsonArray().get(1).getAsLong());
                }
            }
        }
        return all;
    }

    private static double number(@Nullable JsonElement value) {
        if (value == null) {
            return Double.NaN;
        }
        String text = value.getAsString();
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "+INF" -> Double.POSITIVE_INFINITY;
            case "-INF" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static JsonPrimitive json(double value) {
        if (Double.isFinite(value)) {
            return new JsonPrimitive(value);
        }
        return new JsonPrimitive(Double.isNaN(value) ? "NaN" : value > 0 ? "+INF" : "-INF");
    }
}
