// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.Allocator;
import ebb.allocator.Catalog;
import ebb.allocator.ForkAssignment;
import ebb.allocator.Resolved;
import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.base.Sha256;
import ebb.load.Scenario;
import ebb.load.Scenarios;
import ebb.load.SteadyParameters;
import ebb.results.Environment;
import ebb.results.RowKey;
import ebb.results.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * A run whose arguments, parameters, allocators and memory have been checked, so that no fork starts in vain. The only way
 * to a {@link Run}:
 *
 * <pre>{@code
 * RunPlan plan = RunPlan.of(jmhArguments, Catalog.load(files), Scenarios.load(files), out);
 * try (Run run = plan.start(launch)) { … }
 * }</pre>
 */
public final class RunPlan {
    /**
     * How a run is started, whatever it measures.
     *
     * @param commandLine Ebb's arguments, without --resume
     * @param out folder in which run folders are made
     * @param startLimit how long a fork may take to reach its first iteration
     * @param schedule the order of its forks
     * @param resume the folder of the run to continue; empty for a new one
     */
    public record Launch(
            List<String> commandLine, Path out, Duration startLimit, Schedule schedule, Optional<Path> resume) {}

    private final List<String> arguments;
    private final Catalog catalog;
    private final Scenarios scenarios;
    private final List<Row> rows;

    private RunPlan(List<String> arguments, Catalog catalog, Scenarios scenarios, List<Row> rows) {
        this.arguments = List.copyOf(arguments);
        this.catalog = catalog;
        this.scenarios = scenarios;
        this.rows = List.copyOf(rows);
    }

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
     * @param arguments JMH's
     * @param out gets JMH's verbose output about benchmarks that do not match
     * @throws EbbException with what is wrong
     */
    public static RunPlan of(List<String> arguments, Catalog catalog, Scenarios scenarios, OutputFormat out) {
        CommandLineOptions options = parse(arguments);
        if (options.getForkCount().orElse(1) == 0) {
            throw new EbbException("-f 0 cannot work: an allocator is chosen when a process starts, so every"
                    + " measurement needs a fork; use -f 1 or more.");
        }
        Collection<BenchmarkListEntry> benchmarks = find(options, out);
        requireKnownParameters(arguments, benchmarks);
        requireWholeGroups(options, benchmarks);
        List<Row> rows =
                new Rows(options, () -> available(catalog), name -> times(scenarios.find(name))).of(benchmarks);
        rows.forEach(row -> SteadyParameters.check(row.values()));
        RunPlan plan = new RunPlan(arguments, catalog, scenarios, rows);
        plan.allocators().forEach(Resolved::orThrow);
        plan.values(Scenarios.PARAMETER)
                .forEach(name -> MemoryCheck.check(
                        "Scenario " + name, scenarios.find(name).estimatedPeakBytes()));
        rows.forEach(row ->
                MemoryCheck.check(row.label(), SteadyParameters.estimatedPeakBytes(row.values(), row.threads())));
        Profilers.check(options.getProfilers());
        return plan;
    }

    /** What will run, at least one. */
    public List<Row> rows() {
        return rows;
    }

    /** This plan for some of its rows. */
    public RunPlan only(Predicate<Row> wanted) {
        return new RunPlan(
                arguments, catalog, scenarios, rows.stream().filter(wanted).toList());
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

    /** JMH would start a group with an empty side, and wait for ever or measure half of it. */
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

    private static List<String> available(Catalog catalog) {
        return catalog.all().stream()
                .filter(allocator -> catalog.resolve(allocator).available())
                .map(Allocator::id)
                .toList();
    }

    private static Rows.Times times(Scenario scenario) {
        return new Rows.Times(seconds(scenario.typicalSeconds()), seconds(scenario.longestSeconds()));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(1000 * seconds));
    }

    private List<String> values(String param) {
        return rows.stream()
                .map(row -> row.param(param))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** The rows' allocators, each once. */
    private List<Resolved> allocators() {
        return values(RowKey.ALLOCATOR).stream()
                .map(id -> catalog.resolve(catalog.find(id)))
                .toList();
    }

    /** SHA-256 of each of the user's files that a fork depends on, by its path. */
    private Map<String, String> inputs() {
        Stream<String> files = Stream.concat(catalog.files().stream(), scenarios.files().stream())
                .map(Path::toString);
        return Stream.concat(files, values("sizes").stream().filter(value -> value.contains("/")))
                .distinct()
                .collect(Collectors.toMap(
                        Function.identity(), file -> Sha256.of(Path.of(file)), (a, b) -> a, TreeMap::new));
    }

    /**
     * The run itself, in a new folder or in the one to resume; from here on an interruption keeps what is done.
     *
     * @throws EbbException where the folder cannot be made, or belongs to another run
     */
    public Run start(Launch launch) {
        Environment now = EnvironmentProbe.read(launch, Schedule.rounds(rows, false), allocators(), inputs());
        RunFolder folder = launch.resume().map(RunFolder::open).orElseGet(() -> RunFolder.create(launch.out(), now));
        MachineLock lock = MachineLock.ofFolder(folder.path());
        try {
            if (launch.resume().isPresent()) {
                takeUp(folder, now);
            }
            Path path = folder.path().toAbsolutePath();
            return new Run(
                    folder,
                    lock,
                    launch.schedule(),
                    now.conditions().warnings(),
                    launch.schedule().forks(rows),
                    new ForkRunner(
                            arguments,
                            Profilers.complete(parse(arguments).getProfilers(), path),
                            launch.startLimit(),
                            (fork, proof) -> assignment(fork, path, proof)));
        } catch (EbbException e) {
            lock.close();
            throw e;
        }
    }

    private static void takeUp(RunFolder folder, Environment now) {
        Environment then = folder.environment();
        Sameness.difference(then, now).ifPresent(difference -> {
            throw new EbbException("The run in " + folder.path() + " cannot go on: " + difference
                    + ". Make it as it was, or start a new run.");
        });
        folder.write(then.resumed(now));
    }

    private ForkAssignment assignment(ForkPlan fork, Path folder, Path proof) {
        String value = fork.row().param(RowKey.ALLOCATOR);
        Resolved resolved = catalog.resolve(catalog.find(value == null ? Catalog.DEFAULT : value));
        return ForkAssignment.of(folder, fork.fork(), scenarios.files(), proof, resolved.orThrow(), catalog);
    }
}
