// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One metric of one row.
 *
 * @param unit as JMH wrote it
 * @param score JMH's own aggregate, NaN where one fork's value is
 * @param raw by fork, by iteration; a fork's list is empty where it has no such figure. All are empty for an external
 *     profiler's figure, of which JMH keeps the aggregate only. NaN where a figure has no meaning
 */
public record Measured(String unit, double score, List<List<Double>> raw) {
    public Measured {
        raw = raw.stream().map(List::copyOf).toList();
    }

    /** One value a fork: the mean over its iterations; NaN where it has none, or one that is NaN. */
    public double[] forks() {
        double[] means = new double[raw.size()];
        for (int fork = 0; fork < means.length; fork++) {
            double sum = 0;
            for (double value : raw.get(fork)) {
                sum += value;
            }
            means[fork] = sum / raw.get(fork).size();
        }
        return means;
    }

    /** Of forks that do not have the figure. */
    static Measured missing(String unit, int forks) {
        return new Measured(unit, Double.NaN, Collections.nCopies(forks, List.of()));
    }

    /** With those of other forks after its own. */
    Measured and(Measured other) {
        List<List<Double>> all = Stream.concat(raw.stream(), other.raw.stream()).toList();
        return new Measured(unit, (score * raw.size() + other.score * other.raw.size()) / all.size(), all);
    }

    /** Those of some forks. */
    Measured of(int... places) {
        Measured some = new Measured(
                unit, Double.NaN, IntStream.of(places).mapToObj(raw::get).toList());
        return new Measured(unit, Arrays.stream(some.forks()).average().orElse(Double.NaN), some.raw());
    }

    /** Whether no fork has a figure: what an external profiler leaves. */
    public boolean isWithoutRawData() {
        return raw.stream().allMatch(List::isEmpty);
    }

    /** Whether every fork has a finite value. */
    public boolean isWhole() {
        return !raw.isEmpty() && Arrays.stream(forks()).allMatch(Double::isFinite);
    }

    /**
     * @throws RowReader.Fault naming what it lacks
     * @throws IllegalStateException where a value is not of JMH's type
     */
    static Measured read(JsonReader json) throws IOException {
        String path = json.getPath();
        String unit = null;
        double score = Double.NaN;
        List<List<Double>> raw = null;
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "scoreUnit" -> unit = RowReader.printable(json.nextString());
                case "score" -> score = number(json);
                case "rawData" -> raw = forks(json, Measured::number);
                // The mode sample keeps pairs of value and count instead.
                case "rawDataHistogram" -> raw = forks(json, Measured::mean);
                default -> json.skipValue();
            }
        }
        json.endObject();
        if (unit == null) {
            throw RowReader.lacking(path, "scoreUnit");
        }
        if (raw == null) {
            throw RowReader.lacking(path, "rawData");
        }
        return new Measured(unit, score, raw);
    }

    /** A number, or what JMH writes where JSON has none. */
    static double number(JsonReader json) throws IOException {
        if (json.peek() == JsonToken.NUMBER) {
            return json.nextDouble();
        }
        String text = json.nextString();
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "+INF" -> Double.POSITIVE_INFINITY;
            case "-INF" -> Double.NEGATIVE_INFINITY;
            default -> throw new IllegalStateException("'" + text + "' is no number");
        };
    }

    /** One iteration's figure. */
    private interface Iteration {
        double read(JsonReader json) throws IOException;
    }

    private static List<List<Double>> forks(JsonReader json, Iteration iteration) throws IOException {
        List<List<Double>> forks = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            List<Double> iterations = new ArrayList<>();
            json.beginArray();
            while (json.hasNext()) {
                iterations.add(iteration.read(json));
            }
            json.endArray();
            forks.add(iterations);
        }
        json.endArray();
        return forks;
    }

    private static double mean(JsonReader json) throws IOException {
        double sum = 0;
        double count = 0;
        json.beginArray();
        while (json.hasNext()) {
            json.beginArray();
            double value = number(json);
            double times = number(json);
            json.endArray();
            sum += value * times;
            count += times;
        }
        json.endArray();
        return sum / count;
    }
}
