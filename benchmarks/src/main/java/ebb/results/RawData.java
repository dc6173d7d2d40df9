// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JMH's raw data: a list of forks, each a list of iterations. */
final class RawData {
    private RawData() {}

    /** Plain figures, one an iteration. */
    static List<List<Double>> values(JsonReader json) throws IOException {
        return forks(json, RawData::number);
    }

    /** The mode {@code sample} keeps pairs of value and count instead; an iteration's figure is their mean. */
    static List<List<Double>> histograms(JsonReader json) throws IOException {
        return forks(json, RawData::mean);
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
