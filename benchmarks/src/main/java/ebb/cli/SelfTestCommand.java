// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Text;
import ebb.compare.PooledRuns;
import ebb.compare.SelfTest;
import ebb.load.Scenarios;
import ebb.run.Inputs;
import ebb.run.MachineLock;
import ebb.run.Run;
import ebb.run.RunPlan;
import ebb.service.Services;
import ebb.verdict.Told;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Would a regression be found here, and how small a one? Measures a burst, the same burst again, and one that is worse on
 * purpose, and compares them by the tests of {@code compare}: the positive control of its verdicts.
 *
 * <pre>{@code
 * java -jar benchmarks.jar self-test
 * }</pre>
 */
@Command(
        name = SelfTestCommand.NAME,
        customSynopsis = "java -jar benchmarks.jar self-test [-f N] [OPTIONS] | self-test RUN",
        description = {
            "Measures a burst, the same again, and one that is worse on purpose, and says what compare finds and how small a"
                    + " change 5, 10 and 20 forks can find on this machine.",
            "Exit code: 0 what is worse is found and what is the same is not, 1 that is not so or a fork failed, 2 wrong"
                    + " usage, 130 interrupted."
        })
@SuppressWarnings("UnusedVariable") // picocli sets the fields
final class SelfTestCommand implements Callable<Exit> {
    static final String NAME = "self-test";

    private static final List<Integer> SIZES = List.of(5, 10, 20, 40);
    static final int LANES = 4;

    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            description = "Says it of a run that has been made, from its folder; nothing is measured then.")
    private @Nullable Path run;

    @Option(
            names = "-f",
            paramLabel = "N",
            description = "Forks of each of the three bursts: 5, 10, 20 or 40. (default: ${DEFAULT-VALUE})",
            defaultValue = "20")
    private int forks;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec spec;

    SelfTestCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Exit call() {
        if (run != null) {
            Parsing.requireNoOptions(spec, run);
            return say(PooledRuns.read(run.toString()));
        }
        if (!SIZES.contains(forks)) {
            throw new EbbException(
                    "-f " + forks + " is not 5, 10, 20 or 40, the numbers of forks that self-test tells of.");
        }
        options.requireWhole(NAME);
        options.requireRounds(NAME);
        List<String> arguments = List.of(
                QuickVerdict.BENCHMARK,
                "-f",
                Integer.toString(forks),
                "-p",
                "allocator=glibc-nofastbins",
                "-p",
                Scenarios.PARAMETER + "=" + String.join(",", SelfTest.SCENARIOS));
        RunPlan plan = RunPlan.of(
                arguments,
                new Inputs(new InputFiles().catalog(), Scenarios.load(List.of()), Services.load(List.of())),
                OutputFormatFactory.createFormatInstance(terminal.err(), VerboseMode.SILENT));
        try (MachineLock lock = MachineLock.take();
                Run run = plan.start(options.launch(LANES))) {
            return measure(run);
        }
    }

    private Exit measure(Run run) {
        Run.Report report;
        try (Progress progress = new Progress(terminal)) {
            report = run.all(progress);
        } catch (EbbException e) {
            terminal.err().println(e);
            return Exit.FAILED;
        }
        if (report.stopped() || !report.failures().isEmpty()) {
            report.failures()
                    .forEach(failure ->
                            terminal.err().println(failure.plan().row().label() + " failed: " + failure.failure()));
            return Exit.FAILED;
        }
        return say(PooledRuns.read(run.folder().path().toString()));
    }

    private Exit say(PooledRuns run) {
        int least = SelfTest.forks(run);
        List<Integer> sizes = SIZES.stream().filter(size -> size <= least).toList();
        if (sizes.isEmpty()) {
            throw new EbbException(run.name() + " has not " + SIZES.get(0) + " forks of each of "
                    + String.join(", ", SelfTest.SCENARIOS) + ": give a run that self-test has made.");
        }
        SelfTest test = SelfTest.of(run, sizes);
        test.lines().forEach(terminal.out()::println);
        terminal.out().println();
        String verdict = test.failures().isEmpty()
                ? "What was made worse was found, and what was not changed was not. The table says how much worse so many"
                        + " forks must be to be called worse here, by Ebb's own limits and taking turns in one run: from"
                        + " what is found in half of 1,000 divisions of the forks in which nothing differs to what is"
                        + " found in 39 of 40. Two runs differ also by what changes between them; a noise file knows how"
                        + " much."
                : sizes.get(sizes.size() - 1) + " forks did not tell here what is worse from what is the same: "
                        + String.join(" ", test.failures())
                        + " Where nothing was changed that may be chance: run it again. Look at the"
                        + " warnings in the run's environment.json, and quieten the machine.";
        Text.wrap(verdict, Told.WIDTH, 0).forEach(terminal.out()::println);
        terminal.out().println("Results: " + run.name());
        return test.failures().isEmpty() ? Exit.OK : Exit.FAILED;
    }
}
