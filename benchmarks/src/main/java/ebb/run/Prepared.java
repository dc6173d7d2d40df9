// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.Catalog;
import ebb.allocator.Libraries;
import ebb.allocator.Resolved;
import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.base.Sha256;
import ebb.load.Scenario;
import ebb.load.Scenarios;
import ebb.load.SteadyParameters;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * A run of which everything that can be wrong beforehand was checked: no fork starts before all values of all
 * parameters are known to be good.
 *
 * @param arguments JMH's arguments
 * @param rows what will run, at least one
 * @param allocators those that it runs on, each once
 */
public record Prepared(List<String> arguments, List<Row> rows, List<Resolved> allocators) {

    /**
     * Parses JMH's arguments.
     *
     * @throws EbbException with what JMH's parser says
     */
    public static CommandLineOptions parse(List<String> arguments) {
        try {
            return new CommandLineOptions(arguments.toArray(String[]::new));
        } catch (CommandLineOptionException e) {
            throw new EbbException(e.getMessage() + "; -h lists the options.");
        }
    }

    /**
     * Checks arguments, allocators, scenarios, memory and profilers.
     *
     * @param out gets what JMH says in verbose mode about benchmarks that do not match
     * @throws EbbException with what is wrong
     */
    public static Prepared of(List<String> arguments, OutputFormat out) {
        CommandLineOptions options = parse(arguments);
        if (options.getForkCount().orElse(1) == 0) {
            throw new EbbException("-f 0 cannot work: an allocator is chosen when a process starts, so every"
                    + " measurement needs a fork; use -f 1 or more.");
        }
        Collection<BenchmarkListEntry> benchmarks = find(options, out);
        requireKnownParameters(arguments, benchmarks);
        requireWholeGroups(options, benchmarks);
        Catalog catalog = Catalog.load();
        Scenarios scenarios = Scenarios.load();
        List<Row> rows =
                new Plan(options, () -> available(catalog), name -> times(scenarios.find(name))).rows(benchmarks);
        rows.forEach(row -> SteadyParameters.check(row.values()));
        List<Resolved> allocators = values(rows, "allocator").stream()
                .map(id -> Libraries.resolve(catalog.find(id)).orThrow())
                .toList();
        values(rows, "scenario")
                .forEach(name -> MemoryCheck.check(
                        "Scenario " + name, scenarios.find(name).estimatedPeakBytes()));
        rows.forEach(row ->
                MemoryCheck.check(row.label(), SteadyParameters.estimatedPeakBytes(row.values(), threads(options))));
        Profilers.check(options.getProfilers());
        return new Prepared(List.copyOf(arguments), rows, allocators);
    }

    private static Collection<BenchmarkListEntry> find(CommandLineOptions options, OutputFormat out) {
        Collection<BenchmarkListEntry> found;
        try {
            found = BenchmarkList.defaultList().find(out, options.getIncludes(), options.getExcludes());
        } catch (PatternSyntaxException e) {
            throw new EbbException(
                    "'" + e.getPattern() + "' is not a regular expression (" + e.getDescription() + ").");
        }
        if (found.isEmpty()) {
            throw new EbbException(
                    "No benchmark matches " + String.join(" ", options.getIncludes()) + "; -l lists them.");
        }
        return found;
    }

    /** JMH would run a misspelt {@code -p} with the parameter's defaults, in silence. */
    private static void requireKnownParameters(List<String> arguments, Collection<BenchmarkListEntry> benchmarks) {
        TreeSet<String> known = new TreeSet<>();
        benchmarks.forEach(b -> known.addAll(b.getParams().orElse(Map.of()).keySet()));
        for (int i = 0; i + 1 < arguments.size(); i++) {
            String name = arguments.get(i + 1).replaceFirst("=.*", "");
            if (arguments.get(i).equals("-p") && !known.contains(name)) {
                throw new EbbException("The chosen benchmarks have no parameter '" + name + "'."
                        + Nearest.hint(name, known) + " -lp lists the parameters.");
            }
        }
    }

    /** JMH would start a group of which nobody runs one side, and wait for ever or measure half of it. */
    private static void requireWholeGroups(CommandLineOptions options, Collection<BenchmarkListEntry> benchmarks) {
        if (!options.getThreadGroups().hasValue()) {
            return;
        }
        int[] asked = options.getThreadGroups().get();
        if (Arrays.stream(asked).anyMatch(threads -> threads < 1)) {
            throw new EbbException("-tg " + text(asked) + " leaves a side of the group without a thread: every number"
                    + " must be 1 or more, as in -tg 1,3 (one allocates, three free).");
        }
        for (BenchmarkListEntry benchmark : benchmarks) {
            int sides = benchmark.getThreadGroups().length;
            if (sides != asked.length) {
                throw new EbbException(
                        "-tg " + text(asked) + " does not fit " + benchmark.getUsername() + ", which has "
                                + (sides == 1 ? "no groups: use -t there." : sides + " sides: give as many numbers."));
            }
        }
    }

    private static String text(int[] threads) {
        return Arrays.stream(threads).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    private static int threads(CommandLineOptions options) {
        int threads = options.getThreads().orElse(1);
        return threads == Threads.MAX ? Runtime.getRuntime().availableProcessors() : threads;
    }

    private static List<String> available(Catalog catalog) {
        return catalog.all().stream()
                .filter(allocator -> Libraries.resolve(allocator).available())
                .map(allocator -> allocator.id())
                .toList();
    }

    private static Plan.Times times(Scenario scenario) {
        return new Plan.Times(seconds(scenario.typicalSeconds()), seconds(scenario.longestSeconds()));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(1000 * seconds));
    }

    private static List<String> values(List<Row> rows, String param) {
        return rows.stream()
                .map(row -> row.param(param))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** SHA-256 of each file of the user's that decides what a fork does, by its path. */
    Map<String, String> inputs() {
        Stream<String> files = Stream.of(Catalog.FILES, Scenarios.FILES)
                .flatMap(property ->
                        Arrays.stream(System.getProperty(property, "").split(File.pathSeparator)));
        return Stream.concat(files, values(rows, "sizes").stream().filter(value -> value.contains("/")))
                .filter(file -> !file.isEmpty())
                .distinct()
                .collect(Collectors.toMap(
                        Function.identity(), file -> Sha256.of(Path.of(file)), (a, b) -> a, TreeMap::new));
    }

    /**
     * The run itself, ready to go, in a folder of its own or in the one to resume; from here on an interruption keeps
     * what is done.
     *
     * @throws EbbException where the folder cannot be made, or is not of this very run
     */
    public Run start(Launch launch) {
        return RunStart.of(this, launch, parse(arguments).getProfilers());
    }
}
