// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** One metric of one row: a value for each fork, which is the mean over its iterations. */
public final class Measured {
    private final String unit;
    private final double score;
    private final double[] forks;

    /** The forks that have the figure, though it may be NaN. */
    private final BitSet present;

    private Measured(String unit, double score, double[] forks, BitSet present) {
        this.unit = unit;
        this.score = score;
        this.forks = forks;
        this.present = present;
    }

    /**
     * A figure that every fork has.
     *
     * @param score the row's, NaN where one fork's value is
     * @param forks NaN where it has no meaning
     */
    public static Measured of(String unit, double score, double... forks) {
        BitSet all = new BitSet();
        all.set(0, forks.length);
        return new Measured(unit, score, forks.clone(), all);
    }

    /** Of forks that do not have the figure. */
    static Measured missing(String unit, int forks) {
        double[] none = new double[forks];
        Arrays.fill(none, Double.NaN);
        return new Measured(unit, Double.NaN, none, new BitSet());
    }

    /** As JMH wrote it. */
    public String unit() {
        return unit;
    }

    /** JMH's own aggregate, NaN where one fork's value is. */
    public double score() {
        return score;
    }

    /** One value a fork; NaN where it has none, or one that is NaN. */
    public double[] forks() {
        return forks.clone();
    }

    /** The number of forks. */
    public int size() {
        return forks.length;
    }

    /** With those of other forks after its own. */
    Measured and(Measured other) {
        int all = size() + other.size();
        BitSet both = (BitSet) present.clone();
        other.present.stream().forEach(fork -> both.set(size() + fork));
        return new Measured(
                unit,
                (score * size() + other.score * other.size()) / all,
                DoubleStream.concat(Arrays.stream(forks), Arrays.stream(other.forks))
                        .toArray(),
                both);
    }

    /** Those of some forks. */
    Measured at(int... places) {
        double[] some = Arrays.stream(places).mapToDouble(place -> forks[place]).toArray();
        BitSet have = new BitSet();
        IntStream.range(0, places.length).filter(i -> present.get(places[i])).forEach(have::set);
        return new Measured(unit, Arrays.stream(some).average().orElse(Double.NaN), some, have);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Measured that
                && unit.equals(that.unit)
                && Double.compare(score, that.score) == 0
                && Arrays.equals(forks, that.forks)
                && present.equals(that.present);
    }

    @Override
    public int hashCode() {
        return Objects.hash(unit, score, Arrays.hashCode(forks), present);
    }

    /** Whether no fork has a figure: what an external profiler leaves, of which JMH keeps the aggregate only. */
    public boolean isWithoutRawData() {
        return present.isEmpty();
    }

    /** Whether every fork has a figure, though it may be NaN. */
    boolean isComplete() {
        return size() > 0 && present.cardinality() == size();
    }

    /** Whether every fork has a finite value. */
    public boolean isWhole() {
        return size() > 0 && Arrays.stream(forks).allMatch(Double::isFinite);
    }

    /**
     * @throws RowReader.Fault naming what it lacks
     * @throws IllegalStateException where a value is not of JMH's type
     */
    static Measured read(JsonReader json) throws IOException {
        String path = json.getPath();
        String unit = null;
        double score = Double.NaN;
        Measured raw = null;
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "scoreUnit" -> unit = RowReader.printable(json.nextString());
                case "score" -> score = number(json);
                case "rawData" -> raw = raw(json, Measured::number);
                // The mode sample keeps pairs of value and count instead.
                case "rawDataHistogram" -> raw = raw(json, Measured::mean);
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
        return new Measured(unit, score, raw.forks, raw.present);
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

    /** All but its unit and score. */
    private static Measured raw(JsonReader json, Iteration iteration) throws IOException {
        DoubleStream.Builder means = DoubleStream.builder();
        BitSet present = new BitSet();
        json.beginArray();
        for (int fork = 0; json.hasNext(); fork++) {
            double sum = 0;
            int iterations = 0;
            json.beginArray();
            while (json.hasNext()) {
                sum += iteration.read(json);
                iterations++;
            }
            json.endArray();
            present.set(fork, iterations > 0);
            means.add(sum / iterations);
        }
        json.endArray();
        return new Measured("", Double.NaN, means.build().toArray(), present);
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
