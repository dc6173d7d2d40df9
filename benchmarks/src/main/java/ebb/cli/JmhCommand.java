// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.cli.ResultOptions.Wanted;
import ebb.cli.UntilDecided.Judging;
import ebb.run.JmhArguments;
import ebb.run.JmhView;
import ebb.run.Looks;
import ebb.run.MachineLock;
import ebb.run.Profilers;
import ebb.run.Run;
import ebb.run.RunPlan;
import ebb.run.RunPlan.Launch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** JMH's own command line, with every fork on its allocator. */
@Command(
        name = "all",
        customSynopsis = "java -jar benchmarks.jar all [OPTIONS] [JMH'S OPTIONS]",
        description = "Runs every benchmark, after a plan of what will run and how long that takes. JMH's options may"
                + " follow, as in: all -f 1 -p allocator=glibc,jemalloc")
final class JmhCommand implements Callable<Exit> {
    /** For a command line that begins with no command; only the parser uses it. */
    static final String NAME = "jmh";

    private final boolean announced;
    private final Terminal terminal;

    @Mixin
    private InputFiles.OfRun files = new InputFiles.OfRun();

    @Mixin
    private RunOptions run = new RunOptions();

    @Mixin
    private ResultOptions results = new ResultOptions();

    @Mixin
    private DecidedRun decided = new DecidedRun();

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    /** @param announced whether the plan of what will run is printed first */
    JmhCommand(boolean announced, Terminal terminal) {
        this.announced = announced;
        this.terminal = terminal;
    }

    /** @param commandLine JMH's, with Ebb's own options in it */
    static JmhCommand read(List<String> commandLine, Terminal terminal) {
        JmhCommand command = new JmhCommand(false, terminal);
        Parsing.parse(new CommandLine(command), commandLine);
        command.run.givenIn(commandLine);
        return command;
    }

    /** What is not Ebb's own, as it was given. */
    List<String> arguments() {
        return List.copyOf(arguments);
    }

    InputFiles.OfRun files() {
        return files;
    }

    RunOptions run() {
        return run;
    }

    /** Whether each row has as many forks as it took. */
    boolean isDecided() {
        return decided.isWanted(run, spec.commandLine().getParseResult(), false);
    }

    @Override
    public Exit call() {
        CommandLineOptions options = JmhArguments.parse(arguments);
        if (list(options)) {
            return Exit.OK;
        }
        Optional<Wanted> wanted = results.wanted();
        Launch launch = run.launch();
        @Nullable String file = options.getOutput().orElse(null);
        if (file == null) {
            return run(options, wanted, launch, unclosed(), () -> {});
        }
        OutputFile written = new OutputFile(file);
        try (PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8)) {
            Runnable begins = () -> written.begin(launch.resume().isPresent());
            Exit exit = run(options, wanted, launch, out, begins);
            if (!out.checkError()) {
                return exit;
            }
            terminal.err()
                    .println("Not everything could be written to -o " + file
                            + ": its disk is full, or it was taken away; the run folder has all results.");
            return exit == Exit.OK ? Exit.BAD_INPUT : exit;
        }
    }

    /** @param begins done when nothing is refused any more */
    private Exit run(
            CommandLineOptions options, Optional<Wanted> wanted, Launch launch, PrintStream out, Runnable begins) {
        OutputFormat format = OutputFormatFactory.createFormatInstance(
                out, options.verbosity().orElse(Defaults.VERBOSITY));
        boolean growing = decided.isWanted(
                run, spec.commandLine().getParseResult(), options.getForkCount().hasValue());
        RunPlan asked = RunPlan.of(arguments, files.inputs(), format);
        RunPlan plan = growing ? decided.plan(asked) : asked;
        wanted.ifPresent(Wanted::prove);
        if (announced) {
            PlanText.lines(plan.rows(), launch.schedule(), launch.lanes()).forEach(out::println);
        }
        try (MachineLock lock = MachineLock.take();
                Run run = plan.start(launch)) {
            Judging looks = growing
                    ? decided.looks(plan, run.folder().environment().machine().id(), out)
                    : null;
            begins.run();
            out.println("# Run folder: " + run.folder().path());
            Exit measured = measure(run, new JmhView(format), looks, wanted, out);
            return measured == Exit.OK && looks != null ? decided.conclude(looks, terminal, out) : measured;
        }
    }

    private Exit measure(Run run, JmhView view, @Nullable Looks looks, Optional<Wanted> wanted, PrintStream out) {
        try {
            Run.Report report = looks == null ? run.all(view) : run.all(view, looks);
            wanted.ifPresent(file -> file.write(run, report, out));
            report.kills().forEach(kill -> out.println("Survived = no: " + kill.text()));
            out.println("Run folder: " + run.folder().path());
            return failures(report);
        } catch (EbbException e) {
            terminal.err().println(e);
            return Exit.FAILED;
        }
    }

    private Exit failures(Run.Report report) {
        report.failures()
                .forEach(failure -> terminal.err()
                        .println(failure.plan().row().label() + ", fork "
                                + failure.plan().fork() + " failed: " + failure.failure()));
        return report.failures().isEmpty() && !report.stopped() ? Exit.OK : Exit.FAILED;
    }

    /** JMH's own lists, and its help below Ebb's. JMH prints them to {@code System.out} whatever it is told. */
    private boolean list(CommandLineOptions options) {
        PrintStream before = System.out;
        System.setOut(terminal.out());
        try {
            if (options.shouldHelp()) {
                spec.root().commandLine().usage(terminal.out(), terminal.ansi());
                terminal.out().println();
                terminal.out().println("JMH's options:");
                options.showHelp();
            } else if (options.shouldList()) {
                new Runner(options).list();
            } else if (options.shouldListWithParams()) {
                new Runner(options).listWithParams(options);
            } else if (options.shouldListProfilers()) {
                options.listProfilers();
                terminal.out().println(Profilers.shortNames());
            } else if (options.shouldListResultFormats()) {
                terminal.out().println("Available formats: " + String.join(", ", ResultOptions.names()));
            } else {
                return false;
            }
            return true;
        } catch (IOException e) {
            throw new EbbException("The help cannot be printed: " + e.getMessage() + ".");
        } finally {
            System.setOut(before);
        }
    }

    /** The terminal, which stays open. */
    private PrintStream unclosed() {
        return new PrintStream(terminal.out(), true, terminal.charset()) {
            @Override
            public void close() {
                flush();
            }
        };
    }
}
