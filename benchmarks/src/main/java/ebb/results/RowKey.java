// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What makes two rows the same measurement, and what a row is called: in sentences, in tables and in file names.
 *
 * @param benchmark class and method, as JMH names it
 * @param mode JMH's short name: thrpt, avgt, sample or ss
 * @param threads at least 1
 * @param params values by name, in the order of their names
 */
public record RowKey(String benchmark, String mode, int threads, Map<String, String> params) {
    /** The parameter that names the allocator. */
    public static final String ALLOCATOR = "allocator";

    /** The parameter that names the user's service; a benchmark that has it starts one, and measures that. */
    public static final String SERVICE = "service";

    /** The parameter that names the memory limit of a fork, in MiB; {@link #NO_LIMIT} is the same as not to have it. */
    public static final String LIMIT = "limit";

    /** The parameter that names memory.high of a fork with a limit, likewise. */
    public static final String HIGH = "high";

    public static final String NO_LIMIT = "none";

    /** The parameter that names the transparent huge pages of a fork; {@link #HOST_THP} is the same as not to have it. */
    public static final String THP = "thp";

    public static final String HOST_THP = "host";

    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._+-]");
    private static final int LONGEST_VALUE = 60;
    private static final int LONGEST_NAME = 160;

    public RowKey {
        Map<String, String> sorted = new TreeMap<>(params);
        sorted.remove(LIMIT, NO_LIMIT);
        sorted.remove(HIGH, NO_LIMIT);
        sorted.remove(THP, HOST_THP);
        params = Collections.unmodifiableMap(sorted);
    }

    /** Of what JMH runs. */
    public static RowKey of(BenchmarkParams benchmark) {
        return new RowKey(
                benchmark.getBenchmark(),
                benchmark.getMode().shortLabel(),
                benchmark.getThreads(),
                benchmark.getParamsKeys().stream().collect(Collectors.toMap(name -> name, benchmark::getParam)));
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

    /** Everything in which two rows of one benchmark can differ: {@code allocator = glibc}, ..., {@code threads = 1}. */
    public List<String> parts() {
        List<String> parts = new ArrayList<>();
        params.forEach((name, value) -> parts.add(name + " = " + value));
        parts.add("mode = " + mode);
        parts.add("threads = " + threads);
        return parts;
    }

    /**
     * How the names of its files begin, unique to the row: {@code Burst.burst,glibc,quick,ss,1}. A value that is not
     * safe in a file name, such as a path, is shortened and ends with its hash.
     */
    public String fileName() {
        List<String> parts = new ArrayList<>(List.of(name()));
        parts.addAll(params.values());
        parts.add(mode);
        parts.add(Integer.toString(threads));
        String name = parts.stream().map(RowKey::safe).collect(Collectors.joining(","));
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "_" + hash(name);
    }

    static String safe(String value) {
        String safe = UNSAFE.matcher(value).replaceAll("_");
        if (safe.equals(value) && safe.length() <= LONGEST_VALUE) {
            return safe;
        }
        // The end of a path says more than its beginning.
        String end = safe.substring(Math.max(0, safe.length() - LONGEST_VALUE));
        return end + "_" + hash(value);
    }

    private static String hash(String text) {
        return String.format(Locale.ROOT, "%08x", text.hashCode());
    }

    @Override
    public String toString() {
        return label() + ", mode " + mode + ", " + threads + (threads == 1 ? " thread" : " threads");
    }
}
