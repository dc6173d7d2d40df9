// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** JMH's JSON for tests: rows of one iteration a fork. */
public final class RunText {
    private final List<String> rows = new ArrayList<>();
    private String mode = "ss";
    private String time = "single-shot";

    /** Mode and time of an iteration of the rows that follow. */
    public RunText mode(String newMode, String newTime) {
        mode = newMode;
        time = newTime;
        return this;
    }

    /**
     * Adds a row of Burst.
     *
     * @param score of each fork, as JSON
     * @param metrics as {@link #metric} makes them
     */
    public RunText row(String allocator, String score, String... metrics) {
        rows.add("""
                {"jmhVersion": "1.37", "benchmark": "ebb.load.Burst.burst", "mode": "%s", "threads": 1,
                 "jvm": "/secret/jdk/bin/java", "jvmArgs": [], "jdkVersion": "17", "warmupIterations": 0, "warmupTime": "%s", "warmupBatchSize": 1,
                 "measurementIterations": 1, "measurementTime": "%s", "measurementBatchSize": 1,
                 "params": {"allocator": "%s", "scenario": "quick"},
                 "primaryMetric": {"score": 1.0, "scoreUnit": "%s", "rawData": %s},
                 "secondaryMetrics": {%s}}""".formatted(
                        mode,
                        time,
                        time,
                        allocator,
                        mode.equals("thrpt") ? "ops/us" : "s/op",
                        raw(score),
                        String.join(", ", metrics)));
        return this;
    }

    /** @param forks values separated by blanks, as JSON; a minus is a fork without the figure */
    public static String metric(String name, String unit, String forks) {
        return "\"%s\": {\"score\": 1.0, \"scoreUnit\": \"%s\", \"rawData\": %s}".formatted(name, unit, raw(forks));
    }

    /** The file's text. */
    public String json() {
        return "[" + String.join(",\n", rows) + "]";
    }

    private static String raw(String forks) {
        return Arrays.stream(forks.split(" "))
                .map(value -> value.equals("-") ? "[]" : "[" + value + "]")
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
