// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.load.Scenarios;
import ebb.results.RowKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;

/**
 * A benchmark in one mode with one value for every parameter: one row of the result.
 *
 * @param benchmark class and method, as JMH names it
 * @param mode never {@link Mode#All}
 * @param params in JMH's order, by name
 * @param forks measured forks, at least 1
 * @param warmupForks forks before them whose result is dropped, at least 0
 * @param timeout of an iteration in JMH's sense: by how much it may exceed its own time
 * @param limit the longest that a fork may take from its first iteration to its end
 * @param expected how long a fork will probably take in all
 * @param rest how much of that comes after its last burst, when others may start beside it; zero where it has no bursts
 * @param threads that call the benchmark, whole groups, at least 1
 */
public record Row(
        String benchmark,
        Mode mode,
        List<Param> params,
        int forks,
        int warmupForks,
        Duration timeout,
        Duration limit,
        Duration expected,
        Duration rest,
        int threads) {

    /** @param order the value's index among those asked for, by which JMH sorts rows */
    public record Param(String name, String value, int order) {}

    /** The value of a parameter, or null where the benchmark has no such parameter. */
    public @Nullable String param(String name) {
        return params.stream()
                .filter(p -> p.name().equals(name))
                .map(Param::value)
                .findFirst()
                .orElse(null);
    }

    /** Whether it measures a service of the user's. */
    boolean isOfService() {
        return param(RowKey.SERVICE) != null;
    }

    /** Whether a fork of it has bursts and idle periods. */
    boolean isPhased() {
        return param(Scenarios.PARAMETER) != null || isOfService();
    }

    /** This with more time for each fork, in which it waits for its turn. */
    Row patient(Duration more) {
        return new Row(
                benchmark,
                mode,
                params,
                forks,
                warmupForks,
                timeout.plus(more),
                limit.plus(more),
                expected,
                rest,
                threads);
    }

    /** This with another number of measured forks. */
    public Row times(int number) {
        return new Row(benchmark, mode, params, number, warmupForks, timeout, limit, expected, rest, threads);
    }

    Map<String, String> values() {
        return params.stream().collect(Collectors.toMap(Param::name, Param::value));
    }

    public RowKey key() {
        return new RowKey(benchmark, mode.shortLabel(), threads, values());
    }

    /** See {@link RowKey#label}. */
    public String label() {
        return key().label();
    }
}
