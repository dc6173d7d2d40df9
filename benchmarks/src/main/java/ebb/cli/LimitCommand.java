// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.cgroup.MemoryCgroups;
import ebb.cli.ResultOptions.Wanted;
import ebb.limit.LimitSearch;
import ebb.limit.LimitTable;
import ebb.limit.SearchPace;
import ebb.limit.Steps;
import ebb.load.Burst;
import ebb.load.CrossThreadFree;
import ebb.load.Growth;
import ebb.load.Interleaved;
import ebb.load.Scenarios;
import ebb.load.Service;
import ebb.load.ThreadChurn;
import ebb.results.NotSurvived;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.RunFolder;
import ebb.run.Inputs;
import ebb.run.MachineLock;
import ebb.run.Run;
import ebb.run.RunPlan;
import ebb.run.RunPlan.Launch;
import ebb.service.Services;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The smallest memory limit that a load survives under each allocator. */
@Command(
        name = LimitCommand.NAME,
        customSynopsis = "java -jar benchmarks.jar limit [OPTIONS] [BENCHMARK]",
        description = {
            "Finds the smallest memory limit that a load survives under each allocator, to 4 MiB or 1 %%: first a fork"
                    + " without a limit, then forks in a memory cgroup of their own. docs/limit.md has what is counted.",
            "BENCHMARK is Burst (the default), Interleaved, CrossThreadFree, Growth, ThreadChurn, or Service with"
                    + " --services FILE.toml. With --start it is the service that these options describe, as for the"
                    + " command service.",
            "-p allocator=ID,.. (default: those of the quick verdict), scenario=NAME (default: quick), service=NAME, and the"
                    + " other parameters of the benchmark. -f: forks under each limit, as far as they are needed"
                    + " (default: 3).",
            "Exit code: 0 all is well, 1 a fork failed, 2 wrong usage, 130 interrupted."
        })
@SuppressWarnings("UnusedVariable") // picocli sets the fields
final class LimitCommand implements Callable<Exit> {
    static final String NAME = "limit";

    private static final int USUAL_FORKS = 3;
    private static final int MOST_FORKS = 100;
    private static final String BURST = Burst.class.getSimpleName();
    private static final String SERVICE = Service.class.getSimpleName();
    private static final List<String> BENCHMARKS = Stream.of(
                    Burst.class,
                    Service.class,
                    Interleaved.class,
                    CrossThreadFree.class,
                    Growth.class,
                    ThreadChurn.class)
            .map(Class::getSimpleName)
            .toList();

    private final Terminal terminal;

    @Parameters(arity = "0..1", paramLabel = "BENCHMARK", hidden = true)
    private @Nullable String benchmark;

    @Mixin
    private ParameterOptions parameters;

    @Option(
            names = "--survive",
            paramLabel = "K",
            description = "How many of them must survive it. (default: all of -f)")
    private @Nullable Integer survivors;

    @Mixin
    private ResultOptions results;

    @Mixin
    private ServiceOptions service;

    @Mixin
    private InputFiles.OfRun files;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec spec;

    LimitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        requireUse();
        if (survive() < 1 || survive() > forks()) {
            throw new EbbException(
                    "--survive " + survive() + " is not a number of forks from 1 to the " + forks() + " of -f.");
        }
        Inputs inputs = inputs();
        Optional<Wanted> wanted = results.wanted();
        Launch launch = options.launch();
        List<String> arguments = load();
        List<String> unlimited = new ArrayList<>(arguments);
        unlimited.addAll(List.of("-f", "1"));
        chosen(inputs).forEach((name, value) -> unlimited.addAll(List.of("-p", name + "=" + value)));
        RunPlan plan = RunPlan.of(
                unlimited, inputs, OutputFormatFactory.createFormatInstance(terminal.err(), VerboseMode.SILENT));
        MemoryCgroups.open();
        wanted.ifPresent(Wanted::prove);
        try (MachineLock lock = MachineLock.take();
                Run run = plan.start(launch.counting())) {
            Steps steps = new Steps(run.folder().path(), arguments, inputs, launch, terminal.err()::println);
            return search(run, steps, report -> wanted.ifPresent(file -> file.write(run, report, terminal.out())));
        }
    }

    /** @throws EbbException where an option is about another service than the one that is measured */
    private void requireUse() {
        CommandSpec ofService = Objects.requireNonNull(spec.mixins().get("service"));
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            String name = option.longestName();
            if (service.isGiven() && name.equals("--services")) {
                throw new EbbException(name + " names services of a file, and --start describes one here: leave out one"
                        + " of them.");
            }
            boolean describes = ofService.findOption(name) != null && !name.equals(ServiceOptions.BURSTS);
            if (describes && !service.isGiven()) {
                throw new EbbException(
                        name + " describes a service with --start and --ready: give these too, or leave it out.");
            }
        }
    }

    private int forks() {
        return parameters.forks(USUAL_FORKS, MOST_FORKS);
    }

    private int survive() {
        return survivors == null ? forks() : survivors;
    }

    /** The benchmark's name. */
    private String name() {
        String asked = benchmark;
        if (service.isGiven()) {
            if (asked != null && !asked.equals(SERVICE)) {
                throw new EbbException("--start is of a service, and " + asked + " is none: leave out one of them.");
            }
            return SERVICE;
        }
        if (asked == null) {
            return BURST;
        }
        if (!BENCHMARKS.contains(asked)) {
            throw new EbbException("limit has no benchmark " + asked + ": it is one of " + String.join(", ", BENCHMARKS)
                    + "." + Nearest.hint(asked, BENCHMARKS));
        }
        return asked;
    }

    /** JMH's arguments but for forks and parameters. */
    private List<String> load() {
        String one = "^ebb\\.load\\." + name() + "\\.";
        return name().equals(BURST) ? List.of(one, "-to", QuickVerdict.TIMEOUT) : List.of(one);
    }

    private Inputs inputs() {
        Inputs inputs = files.inputs();
        OptionalInt bursts = service.bursts();
        if (service.isGiven()) {
            return new Inputs(inputs.catalog(), inputs.scenarios(), Services.of(service.service(NAME)));
        }
        return bursts.isPresent() && name().equals(SERVICE)
                ? new Inputs(
                        inputs.catalog(), inputs.scenarios(), inputs.services().withBursts(bursts.getAsInt()))
                : inputs;
    }

    /** The parameters of the fork without a limit. */
    private Map<String, String> chosen(Inputs inputs) {
        Map<String, String> chosen = parameters.of(NAME, List.of());
        if (chosen.containsKey(RowKey.LIMIT)) {
            throw new EbbException("-p limit is what the command limit looks for: leave it out.");
        }
        String name = name();
        if (name.equals(BURST)) {
            String scenario = chosen.getOrDefault(Scenarios.PARAMETER, QuickVerdict.SCENARIO);
            OptionalInt bursts = service.bursts();
            chosen.put(Scenarios.PARAMETER, bursts.isPresent() ? scenario + ":" + bursts.getAsInt() : scenario);
        } else if (!name.equals(SERVICE) && service.bursts().isPresent()) {
            throw new EbbException("--bursts is not for " + name + ", which has none.");
        }
        if (!chosen.containsKey(RowKey.ALLOCATOR)) {
            chosen.put(
                    RowKey.ALLOCATOR,
                    VerdictRun.ofQuickList(
                                    inputs.catalog(),
                                    terminal,
                                    entry -> name.equals(BURST)
                                            || !entry.releases().byLoad())
                            .allocators()
                            .substring((RowKey.ALLOCATOR + "=").length()));
        }
        return chosen;
    }

    private Exit search(Run run, Steps steps, Consumer<Run.Report> results) {
        try (Progress progress = new Progress(terminal)) {
            Run.Report report = run.all(progress);
            report.failures()
                    .forEach(failure ->
                            terminal.err().println(failure.plan().row().label() + " failed: " + failure.failure()));
            if (report.stopped() || report.results().isEmpty()) {
                results.accept(report);
                return Exit.FAILED;
            }
            boolean whole = searchAll(run, report, steps, results);
            return whole && report.failures().isEmpty() ? Exit.OK : Exit.FAILED;
        } catch (EbbException e) {
            terminal.err().println(e);
            return Exit.FAILED;
        }
    }

    private boolean searchAll(Run run, Run.Report report, Steps steps, Consumer<Run.Report> results) {
        RunFolder folder = run.folder();
        List<ResultRow> rows = RunData.read(folder.path()).rows();
        SearchPace pace = new SearchPace(
                rows.stream().mapToInt(row -> search(row).forks()).sum());
        boolean whole = true;
        for (int i = 0; i < rows.size() && !run.isInterrupted(); i++) {
            whole &= searchOne(run, rows.get(i), report.results().get(i), steps, pace);
        }
        folder.write(RunFolder.RESULT, report.as(ResultFormatType.JSON));
        if (run.isInterrupted()) {
            results.accept(report);
            return false;
        }
        List<String> lines = new ArrayList<>(new LimitTable(RunData.read(folder.path()), forks(), survive()).lines());
        steps.notSurvived().stream()
                .filter(fork -> fork.timeOut() != null)
                .forEach(fork -> lines.add("Survived = no: " + fork.text()));
        folder.write("limit.txt", (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        lines.forEach(terminal.out()::println);
        results.accept(report);
        terminal.out().println("Results: " + folder.path());
        return whole;
    }

    /** Which decided. */
    private static NotSurvived last(List<NotSurvived> notSurvived) {
        return notSurvived.get(notSurvived.size() - 1);
    }

    private LimitSearch search(ResultRow row) {
        return new LimitSearch(row, forks(), survive());
    }

    /** Whether an answer was found, which the result then has. */
    private boolean searchOne(Run run, ResultRow row, RunResult result, Steps steps, SearchPace pace) {
        String allocator = String.valueOf(row.key().params().get(RowKey.ALLOCATOR));
        LimitSearch search = search(row);
        pace.begin(search.forks());
        try {
            Optional<LimitSearch.Found> found = search.run(
                    (mib, fork) -> run.isInterrupted() ? OptionalDouble.empty() : steps.run(row, mib, fork, pace),
                    (mib, survived, made, left) -> terminal.err()
                            .println(allocator + ", " + mib + " MiB: "
                                    + (survived
                                            ? "survived"
                                            : last(steps.notSurvived()).word()) + ", " + made
                                    + (made == 1 ? " fork" : " forks") + pace.left(left)));
            found.ifPresent(answer -> search.figures(answer).forEach(figure -> figure.addTo(result)));
            return found.isPresent();
        } catch (EbbException e) {
            if (!run.isInterrupted()) { // which ends what a step tries before its fork, too
                terminal.err().println(allocator + " failed " + e);
            }
            return false;
        }
    }
}
