// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.load.Baseline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Utils;

/**
 * Takes a command line apart into rows.
 *
 * <p>JMH would run all forks of a benchmark in one call and lose them all if the last one died. Ebb calls JMH once for each
 * fork, and so makes the cross product of modes, parameters and forks itself.
 */
final class Rows {
    /** Time of a fork besides its iterations: the JVM, the proof of its allocator, a burst's base, the working set. */
    private static final Duration START = Duration.ofSeconds(2);

    /** Time for a fork to end once JMH has interrupted it. */
    private static final Duration HEED = Duration.ofSeconds(5);

    private static final Duration NEVER = Duration.ofDays(36_500);

    private static final String BASELINE = Baseline.class.getName() + ".";

    private final Options options;
    private final Function<String, Optional<List<String>>> values;
    private final Function<Row.Param, Times> times;

    /**
     * How long an iteration takes: on most machines, and on a slow one, beside JMH's own timeout.
     *
     * @param typical for the time left
     * @param rest what of that comes after the last burst
     * @param longest to tell a fork that hangs from one that is slow
     */
    record Times(Duration typical, Duration rest, Duration longest) {
        static final Times NONE = new Times(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /**
     * @param options the command line
     * @param values what a parameter takes where the command line names nothing, by its name; empty: what the benchmark
     *     declares
     * @param times that a value of a parameter tells; {@link Times#NONE} where it tells none
     */
    Rows(Options options, Function<String, Optional<List<String>>> values, Function<Row.Param, Times> times) {
        this.options = options;
        this.values = values;
        this.times = times;
    }

    /** The rows of these benchmarks, in JMH's order. */
    List<Row> of(Collection<BenchmarkListEntry> benchmarks) {
        List<Row> rows = new ArrayList<>();
        for (BenchmarkListEntry benchmark : benchmarks) {
            for (Mode mode : modes(benchmark)) {
                for (List<Row.Param> params : paramSets(benchmark)) {
                    rows.add(row(benchmark, mode, params));
                }
            }
        }
        return rows;
    }

    private Collection<Mode> modes(BenchmarkListEntry benchmark) {
        Collection<Mode> asked =
                options.getBenchModes().isEmpty() ? List.of(benchmark.getMode()) : options.getBenchModes();
        return asked.contains(Mode.All)
                ? Arrays.stream(Mode.values()).filter(m -> m != Mode.All).toList()
                : asked.stream().sorted().toList();
    }

    private List<List<Row.Param>> paramSets(BenchmarkListEntry benchmark) {
        List<List<Row.Param>> sets = List.of(List.of());
        for (Map.Entry<String, String[]> declared :
                new TreeMap<>(benchmark.getParams().orElse(Map.of())).entrySet()) {
            String name = declared.getKey();
            List<String> values = values(benchmark, name, declared.getValue());
            List<List<Row.Param>> longer = new ArrayList<>();
            for (List<Row.Param> set : sets) {
                for (int order = 0; order < values.size(); order++) {
                    List<Row.Param> next = new ArrayList<>(set);
                    next.add(new Row.Param(name, values.get(order), order));
                    longer.add(List.copyOf(next));
                }
            }
            sets = longer;
        }
        return sets;
    }

    /** A baseline says nothing about an allocator, and is not repeated for each. */
    private List<String> values(BenchmarkListEntry benchmark, String name, String[] declared) {
        boolean baseline = benchmark.getUsername().startsWith(BASELINE);
        Collection<String> asked = options.getParameter(name)
                .orElseGet(() -> (baseline ? Optional.<List<String>>empty() : values.apply(name))
                        .orElse(Arrays.asList(declared)));
        return asked.stream().distinct().toList();
    }

    private Row row(BenchmarkListEntry benchmark, Mode mode, List<Row.Param> params) {
        int forks = options.getForkCount().orElse(benchmark.getForks().orElse(Defaults.MEASUREMENT_FORKS));
        int warmupForks =
                options.getWarmupForkCount().orElse(benchmark.getWarmupForks().orElse(Defaults.WARMUP_FORKS));
        Times more = times(params);
        Duration timeout = time(options.getTimeout()
                        .orElse(benchmark.getTimeout().orElse(Defaults.TIMEOUT)))
                .plus(more.longest());
        return new Row(
                benchmark.getUsername(),
                mode,
                params,
                forks,
                warmupForks,
                timeout,
                iterations(benchmark, mode, Duration.ZERO, timeout).plus(HEED),
                iterations(benchmark, mode, more.typical(), Duration.ZERO).plus(START),
                more.rest(),
                threads(benchmark));
    }

    /** As JMH counts them; but for "every CPU" it would burn each CPU for a second to count them. */
    private int threads(BenchmarkListEntry benchmark) {
        int asked = options.getThreads().orElse(benchmark.getThreads().orElse(Defaults.THREADS));
        int threads = asked == Threads.MAX ? Runtime.getRuntime().availableProcessors() : asked;
        int[] groups = options.getThreadGroups().orElse(benchmark.getThreadGroups());
        return Utils.roundUp(threads, Utils.sum(groups));
    }

    private Times times(List<Row.Param> params) {
        return params.stream()
                .map(times)
                .filter(told -> !told.equals(Times.NONE))
                .findFirst()
                .orElse(Times.NONE);
    }

    /**
     * The time of all iterations of a fork. JMH interrupts an iteration that exceeds its time by its timeout; a fork that
     * does not heed that hangs.
     *
     * @param shot the time of a single-shot iteration, for which JMH has none
     * @param more by how much each may exceed its time
     */
    private Duration iterations(BenchmarkListEntry benchmark, Mode mode, Duration shot, Duration more) {
        boolean single = mode == Mode.SingleShotTime;
        int warmups = options.getWarmupIterations()
                .orElse(benchmark
                        .getWarmupIterations()
                        .orElse(single ? Defaults.WARMUP_ITERATIONS_SINGLESHOT : Defaults.WARMUP_ITERATIONS));
        int measured = options.getMeasurementIterations()
                .orElse(benchmark
                        .getMeasurementIterations()
                        .orElse(single ? Defaults.MEASUREMENT_ITERATIONS_SINGLESHOT : Defaults.MEASUREMENT_ITERATIONS));
        Duration warmup = single
                ? shot
                : time(options.getWarmupTime().orElse(benchmark.getWarmupTime().orElse(Defaults.WARMUP_TIME)));
        Duration measurement = single
                ? shot
                : time(options.getMeasurementTime()
                        .orElse(benchmark.getMeasurementTime().orElse(Defaults.MEASUREMENT_TIME)));
        return times(warmup, warmups).plus(times(measurement, measured)).plus(times(more, (long) warmups + measured));
    }

    /** At most {@link #NEVER}: JMH takes any number for any option. */
    private static Duration times(Duration each, long count) {
        return each.toSeconds() > NEVER.toSeconds() / Math.max(1, count) ? NEVER : each.multipliedBy(count);
    }

    private static Duration time(TimeValue value) {
        return Duration.ofNanos(value.convertTo(TimeUnit.NANOSECONDS));
    }
}
