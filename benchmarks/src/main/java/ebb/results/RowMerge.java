// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** One fork: the run, by its place among those that were added, and the place in that run's raw data. */
    private record Fork(int round, int run, int index) {}

    /** What one run has of a metric; the text of its raw data is a tenth of the same as objects. */
    private record Piece(String raw, double score) {}

    /** A metric of all runs, by their places. */
    private record Metric(JsonObject like, String name, Map<Integer, Piece> pieces) {
        static Metric of(JsonObject first) {
            JsonObject like = first.deepCopy();
            String name = first.has(HISTOGRAM) ? HISTOGRAM : RAW;
            like.remove(name);
            return new Metric(like, name, new HashMap<>());
        }

        void add(int run, JsonObject metric) {
            pieces.put(run, new Piece(String.valueOf(metric.get(name)), number(metric.get("score"))));
        }
    }

    private final JsonObject first;
    private final Metric primary;
    private final Map<String, Metric> secondary = new LinkedHashMap<>();
    private final List<Fork> forks = new ArrayList<>();
    private int runs;

    /** @param first row of one of the runs, from which is taken what is equal in all */
    RowMerge(JsonObject first) {
        this.first = first.deepCopy();
        this.primary = Metric.of(first.getAsJsonObject(PRIMARY));
        this.first.remove(PRIMARY);
        this.first.remove(SECONDARY);
    }

    /** @param rounds of the row's forks, in the order of its raw data */
    void add(JsonObject row, List<Integer> rounds) {
        for (int i = 0; i < rounds.size(); i++) {
            forks.add(new Fork(rounds.get(i), runs, i));
        }
        primary.add(runs, row.getAsJsonObject(PRIMARY));
        if (row.has(SECONDARY)) {
            row.getAsJsonObject(SECONDARY)
                    .asMap()
                    .forEach((label, metric) -> secondary
                            .computeIfAbsent(label, any -> Metric.of(metric.getAsJsonObject()))
                            .add(runs, metric.getAsJsonObject()));
        }
        runs++;
    }

    private List<Fork> ordered() {
        return forks.stream().sorted(Comparator.comparingInt(Fork::round)).toList();
    }

    JsonObject merged() {
        JsonObject merged = first.deepCopy();
        merged.addProperty("forks", forks.size());
        merged.add(PRIMARY, merged(primary));
        JsonObject others = new JsonObject();
        secondary.forEach((label, metric) -> others.add(label, merged(metric)));
        merged.add(SECONDARY, others);
        return merged;
    }

    private JsonObject merged(Metric metric) {
        Map<Integer, JsonArray> raws = new HashMap<>();
        metric.pieces()
                .forEach((run, piece) ->
                        raws.put(run, JsonParser.parseString(piece.raw()).getAsJsonArray()));
        JsonArray all = new JsonArray();
        Mean mean = new Mean();
        for (Fork fork : ordered()) {
            JsonArray raw = raws.getOrDefault(fork.run(), new JsonArray());
            all.add(fork.index() < raw.size() ? raw.get(fork.index()) : new JsonArray());
            Piece piece = metric.pieces().get(fork.run());
            if (piece != null) {
                mean.increment(piece.score());
            }
        }
        return aggregated(metric.like(), metric.name(), all, mean.getResult());
    }

    /** @param score the mean of the runs', each as often as it has forks: all that is known where there is no raw data */
    private static JsonObject aggregated(JsonObject like, String name, JsonArray raw, double score) {
        boolean counted = !name.equals(RAW);
        Statistics all = counted ? histogram(raw) : values(raw);
        boolean isMean = all.getN() > 0 && (counted || isClose(all.getMean(), score));
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
