// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result: a benchmark in one mode with one value for every parameter.
 *
 * @param metrics by name, in the file's order; the first is {@link #SCORE}, in a row of {@link #survival} there is one alone
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
        /** Of a row no fork of which has told how it was run: differs from none. */
        private static final Settings UNKNOWN = new Settings("", 0, "", 0, 0, "", 0, List.of(), "", false);

        public Settings {
            jvmArgs = List.copyOf(jvmArgs);
        }

        /**
         * What differs, in words; empty where nothing does. The JDK is not compared: it runs only the harness, and figures
         * above the fork's base do not contain it.
         */
        public List<String> differences(Settings other) {
            List<String> differences = new ArrayList<>();
            if (!isKnown() || !other.isKnown()) {
                return differences;
            }
            add(differences, "JMH", jmhVersion, other.jmhVersion);
            add(differences, "warm-up", warmup(), other.warmup());
            add(differences, "measurement", measurement(), other.measurement());
            add(differences, "JVM arguments", String.join(" ", jvmArgs), String.join(" ", other.jvmArgs));
            add(differences, "calls", calls(), other.calls());
            return differences;
        }

        public boolean isKnown() {
            return !equals(UNKNOWN);
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
        return metrics.values().iterator().next().size();
    }

    /** Of its forks, all of which have ended well, {@link Metric#SURVIVED} alone. */
    public ResultRow survival() {
        return new ResultRow(key, settings, survived(forks(), 100), rounds, strata, service);
    }

    /**
     * The same of forks that their limit has killed.
     *
     * @param rounds of them
     */
    static ResultRow killed(RowKey key, List<Integer> rounds) {
        return new ResultRow(key, Settings.UNKNOWN, survived(rounds.size(), 0), rounds, List.of(), null);
    }

    private static Map<String, Measured> survived(int forks, double share) {
        Metric metric = Metric.SURVIVED;
        double[] each = new double[forks];
        Arrays.fill(each, share);
        return Map.of(metric.label(), Measured.of(metric.unit(), share, each));
    }

    /** With the forks of the same row in another run after its own; a figure that one of them lacks is missing in its forks. */
    public ResultRow and(ResultRow other) {
        Map<String, Measured> both = new LinkedHashMap<>();
        metrics.forEach((name, metric) -> both.put(
                name, metric.and(other.metrics.getOrDefault(name, Measured.missing(metric.unit(), other.forks())))));
        other.metrics.forEach((name, metric) -> both.computeIfAbsent(
                name, lacking -> Measured.missing(metric.unit(), forks()).and(metric)));
        return new ResultRow(
                key,
                settings.isKnown() ? settings : other.settings,
                both,
                chainOfKnown(rounds, other.rounds),
                chainOfKnown(strata, other.strata),
                service == null ? other.service : service);
    }

    private static <T> List<T> chainOfKnown(List<T> one, List<T> other) {
        return one.isEmpty() || other.isEmpty()
                ? List.of()
                : Stream.concat(one.stream(), other.stream()).toList();
    }

    /** The same row, with the rounds that its forks came from. */
    public ResultRow in(List<Integer> rounds) {
        return new ResultRow(key, settings, metrics, rounds, strata, service);
    }

    /** The same row with the forks of some rounds alone; empty where it has none of them. */
    public Optional<ResultRow> of(Predicate<Integer> wanted) {
        int[] places = IntStream.range(0, rounds.size())
                .filter(i -> wanted.test(rounds.get(i)))
                .toArray();
        if (places.length == 0) {
            return Optional.empty();
        }
        Map<String, Measured> fewer = new LinkedHashMap<>();
        metrics.forEach((name, metric) -> fewer.put(name, metric.at(places)));
        return Optional.of(new ResultRow(key, settings, fewer, at(rounds, places), at(strata, places), service));
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
        for (Metric asked : List.of(Metric.LIMIT_ASKED, Metric.LIMIT_SURVIVORS)) {
            Set<Double> here = values(asked);
            Set<Double> there = other.values(asked);
            if (!here.isEmpty() && !there.isEmpty() && !here.equals(there)) {
                differences.add(asked.label() + " " + text(here) + " against " + text(there));
            }
        }
        return differences;
    }

    private Set<Double> values(Metric metric) {
        Measured measured = metrics.get(metric.label());
        return measured == null
                ? Set.of()
                : Arrays.stream(measured.forks()).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Set<Double> whole) {
        return whole.stream().map(value -> Long.toString(Math.round(value))).collect(Collectors.joining(" and "));
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
