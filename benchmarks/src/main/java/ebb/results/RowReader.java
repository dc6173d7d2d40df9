// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import ebb.base.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one element of JMH's array from the stream, and skips what Ebb does not need. */
final class RowReader {
    private static final List<String> TEXTS =
            List.of("jmhVersion", "benchmark", "mode", "warmupTime", "measurementTime", "jdkVersion");
    /** With its fields as they are now; the oldest that was tried. */
    private static final int LEAST_MINOR_VERSION = 19;

    private static final Pattern VERSION = Pattern.compile("1\\.(\\d{1,6})(\\D.*)?");
    private static final List<String> NUMBERS =
            List.of("threads", "warmupIterations", "warmupBatchSize", "measurementIterations", "measurementBatchSize");

    private final JsonReader json;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> jvmArgs = new ArrayList<>();
    private final Map<String, String> params = new HashMap<>();
    private final Map<String, Measured> secondary = new LinkedHashMap<>();
    private @Nullable Measured primary;

    private RowReader(JsonReader json) {
        this.json = json;
    }

    /**
     * @throws Fault naming what the element lacks
     * @throws IOException where the text is no JSON
     * @throws IllegalStateException where a value is not of JMH's type
     */
    static ResultRow read(JsonReader json) throws IOException {
        return new RowReader(json).row();
    }

    private ResultRow row() throws IOException {
        String path = json.getPath();
        json.beginObject();
        while (json.hasNext()) {
            field(json.nextName());
        }
        json.endObject();
        Stream.concat(TEXTS.stream(), NUMBERS.stream())
                .filter(name -> !texts.containsKey(name) && !numbers.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw lacking(path, name);
                });
        requireVersion();
        RowKey key = new RowKey(text("benchmark"), text("mode"), number("threads"), params);
        Map<String, Measured> metrics = new LinkedHashMap<>();
        metrics.put(ResultRow.SCORE, provenPrimary(path, key));
        metrics.putAll(secondary);
        return new ResultRow(key, settings(), metrics, List.of(), List.of(), null);
    }

    private void field(String name) throws IOException {
        switch (name) {
            case "jvmArgs" -> strings(jvmArgs);
            case "params" -> pairs(params);
            case "primaryMetric" -> primary = Measured.read(json);
            case "secondaryMetrics" -> secondaryMetrics();
            default -> {
                if (TEXTS.contains(name)) {
                    texts.put(name, printable(json.nextString()));
                } else if (NUMBERS.contains(name)) {
                    numbers.put(name, json.nextInt());
                } else {
                    json.skipValue();
                }
            }
        }
    }

    private void secondaryMetrics() throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String name = printable(json.nextName());
            if (name.equals(ResultRow.SCORE) || secondary.put(name, Measured.read(json)) != null) {
                throw new Fault("has the metric " + name + " twice in " + text("benchmark"));
            }
        }
        json.endObject();
    }

    /** JMH's primary metric is what the fork was run for: without it there is no result. */
    private Measured provenPrimary(String path, RowKey key) {
        if (primary == null) {
            throw lacking(path, "primaryMetric");
        }
        if (!primary.isComplete()) {
            throw new Fault("has a fork without raw data in " + key);
        }
        if (!primary.isWhole()) {
            throw new Fault("has a score that is no number (NaN or infinite) in " + key);
        }
        return primary;
    }

    private void requireVersion() {
        Matcher version = VERSION.matcher(text("jmhVersion"));
        if (!version.matches() || Integer.parseInt(version.group(1)) < LEAST_MINOR_VERSION) {
            throw new Fault("was written by JMH " + text("jmhVersion") + ": Ebb reads results of 1."
                    + LEAST_MINOR_VERSION + " and later ones");
        }
    }

    private ResultRow.Settings settings() {
        return new ResultRow.Settings(
                text("jmhVersion"),
                number("warmupIterations"),
                text("warmupTime"),
                number("warmupBatchSize"),
                number("measurementIterations"),
                text("measurementTime"),
                number("measurementBatchSize"),
                jvmArgs,
                text("jdkVersion"),
                secondary.containsKey(Metric.CLOCK_OVERHEAD.label()));
    }

    private String text(String name) {
        return texts.getOrDefault(name, "");
    }

    private int number(String name) {
        return numbers.getOrDefault(name, 0);
    }

    private void strings(List<String> into) throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            into.add(printable(json.nextString()));
        }
        json.endArray();
    }

    private void pairs(Map<String, String> into) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String name = printable(json.nextName());
            if (json.peek() == JsonToken.NULL) {
                json.skipValue();
            } else {
                into.put(name, printable(json.nextString()));
            }
        }
        json.endObject();
    }

    /** What of it reaches a terminal, a table or a page is what can be shown there. */
    static String printable(String text) {
        if (!Printable.isLine(text)) {
            throw new Fault("has a name that cannot be printed: '" + text.replaceAll("\\R", " ") + "'");
        }
        return text;
    }

    static Fault lacking(String path, String name) {
        return new Fault("is not a result of JMH: " + path + " has no " + name);
    }

    /** What is wrong with the file, as the rest of a sentence that begins with its name. */
    static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Fault(String rest) {
            super(rest, null, false, false);
        }
    }
}
