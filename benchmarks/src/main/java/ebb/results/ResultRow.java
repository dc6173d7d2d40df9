// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result: a benchmark in one mode with one value for every parameter.
 *
 * @param metrics by name, in the file's order; the first is {@link #SCORE}
 * @param rounds of each fork, in the order of the raw data: 1 for the first; empty where the run does not tell
 * @param strata the kind of machine that each fork ran on, in the same order: only those of one are comparable; empty where
 *     the run does not tell
 * @param service that it measured; null where it is no user's own, or the run does not tell
 */
public record ResultRow(
        RowKey key,
        Settings settings,
        Map<String, Measured> metrics,
        List<Integer> rounds,
        List<String> strata,
        @Nullable UsedService service) {
    /** The name of JMH's primary metric here. */
    public static final String SCORE = "score";

    /**
     * How JMH ran a row. Rows that were run differently are not comparable.
     *
     * @param jmhVersion that ran it: versions name and aggregate metrics differently
     * @param warmupTime of an iteration, as JMH writes it: {@code 1 s}, {@code single-shot}
     * @param measurementTime the same
     * @param jvmArgs of the fork
     * @param timed whether every call of the allocator was timed, which costs time itself
     */
    public record Settings(
            String jmhVersion,
            int warmupIterations,
            String warmupTime,
            int warmupBatchSize,
            int measurementIterations,
            String measurementTime,
            int measurementBatchSize,
            List<String> jvmArgs,
            String jdkVersion,
            boolean timed) {
        public Settings {
            jvmArgs = List.copyOf(jvmArgs);
        }

        /**
         * What differs, in words; empty where nothing does. The JDK is not compared: it runs only the harness, and figures
         * above the fork's base do not contain it.
         */
        public List<String> differences(Settings other) {
            List<String> differences = new ArrayList<>();
            add(differences, "JMH", jmhVersion, other.jmhVersion);
            add(differences, "warm-up", warmup(), other.warmup());
            add(differences, "measurement", measurement(), other.measurement());
            add(differences, "JVM arguments", String.join(" ", jvmArgs), String.join(" ", other.jvmArgs));
            add(differences, "calls", calls(), other.calls());
            return differences;
        }

        private String calls() {
            return timed ? "timed by -prof latency" : "not timed";
        }

        private String warmup() {
            return warmupIterations == 0 ? "none" : warmupIterations + " x " + warmupTime + batch(warmupBatchSize);
        }

        private String measurement() {
            return measurementIterations + " x " + measurementTime + batch(measurementBatchSize);
        }

        private static String batch(int size) {
            return size == 1 ? "" : " in batches of " + size;
        }

        private static void add(List<String> differences, String what, String here, String there) {
            if (!here.equals(there)) {
                differences.add(what + " " + here + " against " + there);
            }
        }
    }

    public ResultRow {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        rounds = List.copyOf(rounds);
        strata = List.copyOf(strata);
    }

    /** JMH's primary metric; every fork has a finite value of it. */
    public Measured score() {
        return Objects.requireNonNull(metrics.get(SCORE));
    }

    /** The number of measured forks, at least 1. */
    public int forks() {
        return score().raw().size();
    }

    /** The same row, with the rounds that its forks came from. */
    public ResultRow in(List<Integer> rounds) {
        return new ResultRow(key, settings, metrics, rounds, strata, service);
    }

    /** The same row without the forks of later rounds. */
    public ResultRow upTo(int round) {
        int[] places = IntStream.range(0, rounds.size())
                .filter(i -> rounds.get(i) <= round)
                .toArray();
        Map<String, Measured> fewer = new LinkedHashMap<>();
        metrics.forEach((name, metric) -> fewer.put(name, metric.of(places)));
        return new ResultRow(key, settings, fewer, at(rounds, places), at(strata, places), service);
    }

    private static <T> List<T> at(List<T> all, int... places) {
        return all.isEmpty() ? all : IntStream.of(places).mapToObj(all::get).toList();
    }

    /** The same row, with the kinds of machines that its forks ran on. */
    ResultRow on(List<String> strata) {
        return new ResultRow(key, settings, metrics, rounds, strata, service);
    }

    /** The same row, with that one of a run's services that it measured. */
    ResultRow of(List<UsedService> services) {
        String name = key.params().get(RowKey.SERVICE);
        return new ResultRow(
                key,
                settings,
                metrics,
                rounds,
                strata,
                services.stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElse(null));
    }

    /** Why it was not run as another row, in words; empty where it was. */
    public List<String> differences(ResultRow other) {
        List<String> differences = new ArrayList<>(settings.differences(other.settings));
        if (service != null && other.service != null && service.name().equals(other.service.name())) {
            differences.addAll(service.differences(other.service));
        }
        return differences;
    }

    /** What is known of one of its metrics. */
    public Metric metric(String label) {
        Metric known = Metric.of(label, key.mode());
        return service == null ? known : service.metric(label).orElse(known);
    }

    /** One of its metrics, as it is judged here: Burst's score is its makespan, and must not be judged twice. */
    public Metric judged(String label) {
        Metric metric = metric(label);
        return label.equals(SCORE) && metrics.containsKey(Metric.MAKESPAN.label()) ? metric.unjudged() : metric;
    }
}
