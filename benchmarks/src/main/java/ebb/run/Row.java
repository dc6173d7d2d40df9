// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.results.RowKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;

/**
 * A benchmark in one mode with one value for every parameter: what becomes one row of the result.
 *
 * @param benchmark class and method, as JMH names it
 * @param mode never {@link Mode#All}
 * @param params in JMH's order, by name
 * @param forks measured forks, at least 1
 * @param warmupForks forks before them whose result is dropped, at least 0
 * @param timeout of an iteration, as JMH means it: what it may take beyond its own time
 * @param limit the longest time that a fork may take from its first iteration to its end
 * @param expected what a fork is thought to take in all
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
        int threads) {

    /**
     * One parameter's value.
     *
     * @param order the value's place among those asked for, by which JMH sorts rows
     */
    public record Param(String name, String value, int order) {}

    /** The value of a parameter, or null where the benchmark has no such parameter. */
    public @Nullable String param(String name) {
        return params.stream()
                .filter(p -> p.name().equals(name))
                .map(Param::value)
                .findFirst()
                .orElse(null);
    }

    /** The parameters' values by their names. */
    Map<String, String> values() {
        return params.stream().collect(Collectors.toMap(Param::name, Param::value));
    }

    /** What makes it the row that it is. */
    public RowKey key() {
        return new RowKey(benchmark, mode.shortLabel(), threads, values());
    }

    /** How a person calls it: {@code Burst.run (allocator = glibc, scenario = quick)}. */
    public String label() {
        return key().label();
    }
}
