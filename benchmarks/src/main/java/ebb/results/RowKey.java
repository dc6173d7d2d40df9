// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What makes two rows the same measurement.
 *
 * @param benchmark class and method, as JMH names it
 * @param mode JMH's short name: thrpt, avgt, sample or ss
 * @param threads at least 1
 * @param params values by name, in the order of their names
 */
public record RowKey(String benchmark, String mode, int threads, Map<String, String> params) {
    public RowKey {
        params = Collections.unmodifiableMap(new TreeMap<>(params));
    }

    /** The same row without one of its parameters. */
    public RowKey without(String param) {
        Map<String, String> rest = new TreeMap<>(params);
        rest.remove(param);
        return new RowKey(benchmark, mode, threads, rest);
    }

    /** Class and method without the package: {@code Burst.burst}. */
    public String name() {
        int method = benchmark.lastIndexOf('.');
        return benchmark.substring(benchmark.lastIndexOf('.', Math.max(0, method - 1)) + 1);
    }

    /** How a person calls it: {@code Burst.burst (allocator = glibc, scenario = quick)}. */
    public String label() {
        return params.isEmpty()
                ? name()
                : params.entrySet().stream()
                        .map(p -> p.getKey() + " = " + p.getValue())
                        .collect(Collectors.joining(", ", name() + " (", ")"));
    }

    @Override
    public String toString() {
        return label() + ", mode " + mode + ", " + threads + (threads == 1 ? " thread" : " threads");
    }
}
