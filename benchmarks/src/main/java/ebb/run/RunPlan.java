// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.Allocator;
import ebb.allocator.Catalog;
import ebb.allocator.ForkAssignment;
import ebb.allocator.Resolved;
import ebb.base.EbbException;
import ebb.base.Sha256;
import ebb.base.WholeFile;
import ebb.load.Scenarios;
import ebb.load.SteadyParameters;
import ebb.residency.Recorder;
import ebb.results.Environment;
import ebb.results.RowKey;
import ebb.results.RunFolder;
import ebb.service.Service;
import ebb.service.Services;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * A run whose arguments, parameters, allocators and memory have been checked, so that no fork starts in vain. The only way
 * to a {@link Run}:
 *
 * <pre>{@code
 * RunPlan plan = RunPlan.of(jmhArguments, inputs, out);
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
     * @param lanes how many of them go on at the same time
     * @param counted whether those without a memory limit are in a cgroup too, which counts what they take
     * @param resume the folder of the run to continue; empty for a new one
     */
    public record Launch(
            List<String> commandLine,
            Path out,
            Duration startLimit,
            Schedule schedule,
            int lanes,
            boolean counted,
            Optional<Path> resume) {
        /** This with forks in cgroups that count. */
        public Launch counting() {
            return new Launch(commandLine, out, startLimit, schedule, lanes, true, resume);
        }
    }

    private final List<String> arguments;
    private final Inputs inputs;
    private final List<Row> rows;

    private RunPlan(List<String> arguments, Inputs inputs, List<Row> rows) {
        this.arguments = List.copyOf(arguments);
        this.inputs = inputs;
        this.rows = List.copyOf(rows);
    }

    /**
     * Checks arguments, allocators, scenarios, services, memory and profilers.
     *
     * @param arguments JMH's
     * @param out gets JMH's verbose output about benchmarks that do not match
     * @throws EbbException with what is wrong
     */
    public static RunPlan of(List<String> arguments, Inputs inputs, OutputFormat out) {
        CommandLineOptions options = JmhArguments.parse(arguments);
        if (options.getForkCount().orElse(1) == 0) {
            throw new EbbException("-f 0 cannot work: an allocator is chosen when a process starts, so every"
                    + " measurement needs a fork; use -f 1 or more.");
        }
        Collection<BenchmarkListEntry> benchmarks = JmhArguments.find(options, out);
        JmhArguments.requireKnownParameters(arguments, benchmarks);
        JmhArguments.requireWholeGroups(options, benchmarks);
        List<Row> rows = new Rows(options, inputs::values, inputs::times).of(benchmarks);
        if (rows.isEmpty()) {
            throw new EbbException("Service measures a service of yours, and none is given: --services FILE.toml names"
                    + " some, and the command 'service' takes one from the command line.");
        }
        JmhArguments.requireBoundedForks(rows);
        JmhArguments.requireJvm(options);
        ForkLimit.check(rows);
        rows.forEach(row -> SteadyParameters.check(row.values()));
        RunPlan plan = new RunPlan(arguments, inputs, rows);
        rows.forEach(row -> plan.allocator(row).orThrow(row.isOfService()));
        rows.forEach(plan::requireReleases);
        rows.forEach(row -> MemoryCheck.check(plan.load(row), plan.peakBytes(row)));
        Profilers.check(options.getProfilers());
        WholeFile.prepare(
                Path.of(System.getProperty("java.io.tmpdir")),
                "No temporary file, as JMH and JNA need,",
                "give another folder with java -Djava.io.tmpdir=DIR -jar benchmarks.jar");
        return plan;
    }

    /** What will run, at least one. */
    public List<Row> rows() {
        return rows;
    }

    /** This plan for some of its rows, or with another number of forks. */
    public RunPlan with(UnaryOperator<Stream<Row>> change) {
        return new RunPlan(arguments, inputs, change.apply(rows.stream()).toList());
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
                .map(id -> inputs.catalog().resolve(inputs.catalog().find(id)))
                .toList();
    }

    /** The rows' services, each once. */
    private List<Service> services() {
        return values(RowKey.SERVICE).stream().map(inputs.services()::find).toList();
    }

    /** SHA-256 of each file of the user's that decides what a fork does, by its path. */
    private Map<String, String> hashes() {
        Stream<String> files = Stream.of(
                        inputs.catalog().files(),
                        inputs.scenarios().files(),
                        inputs.services().files())
                .flatMap(List::stream)
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
        requireFitForLanes(launch);
        Environment now = EnvironmentProbe.read(
                launch,
                Schedule.rounds(rows, false),
                launch.schedule().part(rows),
                allocators(),
                services().stream().map(Services::used).toList(),
                hashes());
        RunFolder folder = launch.resume().map(RunFolder::open).orElseGet(() -> RunFolder.create(launch.out(), now));
        MachineLock lock = MachineLock.ofFolder(folder.path());
        try {
            if (launch.resume().isPresent()) {
                takeUp(folder, now);
            }
            Path path = folder.path().toAbsolutePath();
            writeServices(folder);
            return new Run(
                    folder,
                    lock,
                    launch.schedule(),
                    now.conditions().warnings(),
                    launch.schedule()
                            .forks(rows.stream()
                                    .map(row -> patient(row, launch.lanes()))
                                    .toList()),
                    new ForkRunner(
                            arguments,
                            Profilers.complete(JmhArguments.parse(arguments).getProfilers(), path),
                            launch.startLimit(),
                            launch.counted() || rows.stream().anyMatch(ForkLimit::isShare),
                            (fork, proof) -> assignment(fork, path, proof)),
                    new Lanes(launch.lanes(), path),
                    row -> MemoryCheck.lack(load(row), peakBytes(row)));
        } catch (EbbException e) {
            lock.close();
            throw e;
        }
    }

    private static void takeUp(RunFolder folder, Environment now) {
        Environment then = folder.environment();
        Sameness.require(folder, Sameness.difference(then, now));
        folder.write(then.resumed(now));
    }

    /**
     * The services of the rows, for the forks and for whoever wants to know what was measured.
     *
     * @throws EbbException where the folder to go on with has others
     */
    private void writeServices(RunFolder folder) {
        String text = services().stream().map(Services::toml).collect(Collectors.joining("\n"));
        if (text.isEmpty()) {
            return;
        }
        Path file = folder.path().resolve(RunFolder.SERVICES);
        if (Files.exists(file) && !WholeFile.read(file).equals(text)) {
            throw new EbbException("The run in " + folder.path() + " cannot go on: its services are no longer what "
                    + RunFolder.SERVICES + " there says, or the working folder is another one. Make it as it was, or"
                    + " start a new run.");
        }
        folder.write(RunFolder.SERVICES, text.getBytes(StandardCharsets.UTF_8));
    }

    /** What needs the memory, for a sentence. */
    private String load(Row row) {
        String scenario = row.param(Scenarios.PARAMETER);
        return scenario == null ? row.label() : "Scenario " + scenario;
    }

    /** Bytes that a fork takes at its peak; of a service, which nobody knows, those of the JVM beside it. */
    private long peakBytes(Row row) {
        String scenario = row.param(Scenarios.PARAMETER);
        return scenario == null
                ? SteadyParameters.estimatedPeakBytes(row.values(), row.threads())
                : inputs.scenarios().find(scenario).estimatedPeakBytes();
    }

    /** When a fork's last burst is over is known where it has one iteration; its peak, once it has ended. */
    private void requireFitForLanes(Launch launch) {
        CommandLineOptions options = JmhArguments.parse(arguments);
        int iterations = options.getMeasurementIterations().orElse(1)
                + options.getWarmupIterations().orElse(0);
        if (launch.lanes() > 1 && iterations != 1 && rows.stream().anyMatch(Row::isPhased)) {
            throw new EbbException("--lanes " + launch.lanes() + " is for bursts of one iteration a fork: leave out -i"
                    + " and -wi, or --lanes.");
        }
        if (launch.lanes() > 1 && rows.stream().anyMatch(ForkLimit::isShare)) {
            throw new EbbException("A limit in per cent is of a fork that has ended: leave out --lanes.");
        }
    }

    /** With the time in which the ladders of other lanes are climbed first; a service's has a burst on it. */
    private static Row patient(Row row, int lanes) {
        Duration ladder = row.isOfService() ? row.limit() : Duration.ofSeconds(Math.round(Recorder.LADDER_LONGEST));
        return row.patient(ladder.multipliedBy(lanes - 1L));
    }

    private void requireReleases(Row row) {
        Allocator allocator = allocator(row).allocator();
        if (allocator.releases().byLoad() && row.param(Scenarios.PARAMETER) == null) {
            throw new EbbException("Allocator " + allocator.id() + " has memory released by the load ("
                    + String.join(", ", allocator.releases().settings().keySet())
                    + "), which only the benchmark Burst does.");
        }
    }

    private Resolved allocator(Row row) {
        String value = row.param(RowKey.ALLOCATOR);
        return inputs.catalog().resolve(inputs.catalog().find(value == null ? Catalog.DEFAULT : value));
    }

    private ForkAssignment assignment(ForkPlan fork, Path folder, Path proof) {
        return ForkAssignment.of(
                folder,
                fork.fork(),
                inputs.scenarios().files(),
                proof,
                allocator(fork.row()).orThrow(fork.row().isOfService()),
                inputs.catalog());
    }
}
