// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.cgroup.MemoryCgroups;
import ebb.limit.LimitSearch;
import ebb.limit.LimitTable;
import ebb.limit.SearchPace;
import ebb.limit.Steps;
import ebb.load.Scenarios;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.RunFolder;
import ebb.run.Inputs;
import ebb.run.MachineLock;
import ebb.run.Run;
import ebb.run.RunPlan;
import ebb.run.RunPlan.Launch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The smallest memory limit that a scenario's bursts survive under each allocator. */
@Command(
        name = LimitCommand.NAME,
        description = {
            "Finds the smallest memory limit that all bursts of a scenario survive under each allocator, to 8 MiB or 2 %%:"
                    + " first a fork without a limit, then forks in a memory cgroup of their own. docs/limit.md has what"
                    + " is counted.",
            "Exit code: 0 all is well, 1 a fork failed, 2 wrong usage, 130 interrupted."
        })
@SuppressWarnings("UnusedVariable") // picocli sets the fields
final class LimitCommand implements Callable<Exit> {
    static final String NAME = "limit";

    private static final int MOST_FORKS = 100;

    private final Terminal terminal;

    @Option(
            names = "-p",
            paramLabel = "NAME=VALUE",
            description = "allocator=ID,.. (default: those of the quick verdict), scenario=NAME. (default: quick)")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "-f",
            paramLabel = "N",
            description =
                    "Forks that must survive a limit; the first that is killed decides. (default: ${DEFAULT-VALUE})",
            defaultValue = "3")
    private int forks;

    @Mixin
    private InputFiles.OfRun files;

    @Mixin
    private RunOptions options;

    LimitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        RunOptions.forks("-f", forks, MOST_FORKS);
        Inputs inputs = files.inputs();
        Launch launch = options.launch();
        List<String> arguments = List.of(QuickVerdict.BENCHMARK, "-to", QuickVerdict.TIMEOUT);
        List<String> unlimited = new ArrayList<>(arguments);
        unlimited.addAll(List.of("-f", "1", "-p", allocators(inputs), "-p", scenario()));
        RunPlan plan = RunPlan.of(
                unlimited, inputs, OutputFormatFactory.createFormatInstance(terminal.err(), VerboseMode.SILENT));
        MemoryCgroups.open();
        try (MachineLock lock = MachineLock.take();
                Run run = plan.start(launch)) {
            return search(run, new Steps(run.folder().path(), arguments, inputs, launch));
        }
    }

    private String allocators(Inputs inputs) {
        List<String> known = List.of(RowKey.ALLOCATOR, Scenarios.PARAMETER);
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                throw new EbbException("-p " + name + " is not for limit, which has allocator and scenario."
                        + Nearest.hint(name, known));
            }
        }
        String asked = parameters.get(RowKey.ALLOCATOR);
        return asked == null
                ? VerdictRun.ofQuickList(inputs.catalog(), terminal).allocators()
                : RowKey.ALLOCATOR + "=" + asked;
    }

    private String scenario() {
        String asked = parameters.getOrDefault(Scenarios.PARAMETER, QuickVerdict.SCENARIO);
        if (asked.contains(",")) {
            throw new EbbException("-p scenario=" + asked + ": limit takes one scenario at a time.");
        }
        return Scenarios.PARAMETER + "=" + asked;
    }

    private Exit search(Run run, Steps steps) {
        try (Progress progress = new Progress(terminal)) {
            Run.Report report = run.all(progress);
            report.failures()
                    .forEach(failure ->
                            terminal.err().println(failure.plan().row().label() + " failed: " + failure.failure()));
            if (report.stopped() || report.results().isEmpty()) {
                return Exit.FAILED;
            }
            boolean whole = searchAll(run, report, steps);
            return whole && report.failures().isEmpty() ? Exit.OK : Exit.FAILED;
        } catch (EbbException e) {
            terminal.err().println(e);
            return Exit.FAILED;
        }
    }

    private boolean searchAll(Run run, Run.Report report, Steps steps) {
        RunFolder folder = run.folder();
        List<ResultRow> rows = RunData.read(folder.path()).rows();
        SearchPace pace = new SearchPace(rows.stream()
                .mapToInt(row -> new LimitSearch(row, forks).steps())
                .sum());
        boolean whole = true;
        for (int i = 0; i < rows.size() && !run.isInterrupted(); i++) {
            whole &= searchOne(run, rows.get(i), report.results().get(i), steps, pace);
        }
        folder.write(RunFolder.RESULT, report.as(ResultFormatType.JSON));
        if (run.isInterrupted()) {
            return false;
        }
        List<String> lines = new LimitTable(RunData.read(folder.path()), forks).lines();
        folder.write("limit.txt", (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        lines.forEach(terminal.out()::println);
        terminal.out().println("Results: " + folder.path());
        return whole;
    }

    /** Whether an answer was found, which the result then has. */
    private boolean searchOne(Run run, ResultRow row, RunResult result, Steps steps, SearchPace pace) {
        String allocator = String.valueOf(row.key().params().get(RowKey.ALLOCATOR));
        LimitSearch search = new LimitSearch(row, forks);
        pace.begin(search.steps());
        try {
            Optional<LimitSearch.Found> found = search.run(
                    (mib, fork) ->
                            run.isInterrupted() ? OptionalDouble.empty() : pace.timed(() -> steps.run(row, mib, fork)),
                    (mib, survived, left) -> terminal.err()
                            .println(allocator + ", " + mib + " MiB: " + (survived ? "survived" : "killed")
                                    + pace.left(left)));
            found.ifPresent(answer -> search.figures(answer).forEach(figure -> figure.addTo(result)));
            return found.isPresent();
        } catch (EbbException e) {
            terminal.err().println(allocator + " failed " + e);
            return false;
        }
    }
}
