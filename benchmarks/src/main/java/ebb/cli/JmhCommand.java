// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.run.JmhView;
import ebb.run.MachineLock;
import ebb.run.Profilers;
import ebb.run.Run;
import ebb.run.RunPlan;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** JMH as people know it, with every fork on its allocator. */
final class JmhCommand {
    private final List<String> arguments;
    private final Arguments ebb;
    private final Terminal terminal;
    private final boolean announced;

    JmhCommand(List<String> arguments, Arguments ebb, Terminal terminal) {
        this(arguments, ebb, terminal, false);
    }

    private JmhCommand(List<String> arguments, Arguments ebb, Terminal terminal, boolean announced) {
        this.arguments = arguments;
        this.ebb = ebb;
        this.terminal = terminal;
        this.announced = announced;
    }

    /** With the plan of what will run, and how long that will take, printed first. */
    JmhCommand announced() {
        return new JmhCommand(arguments, ebb, terminal, true);
    }

    /**
     * Lists or runs; returns the exit code.
     *
     * @throws EbbException if nothing can be run
     */
    int run() {
        CommandLineOptions options = RunPlan.parse(arguments);
        if (list(options)) {
            return Exit.OK.code();
        }
        try (PrintStream out = output(options)) {
            OutputFormat format = OutputFormatFactory.createFormatInstance(
                    out, options.verbosity().orElse(Defaults.VERBOSITY));
            RunPlan plan = RunPlan.of(arguments, ebb.wholeCatalog(), ebb.allScenarios(), format);
            String resultFile = resultFile(options);
            if (announced) {
                PlanText.lines(plan.rows()).forEach(out::println);
            }
            try (MachineLock lock = MachineLock.take();
                    Run run = plan.start(ebb.launch())) {
                out.println("# Run folder: " + run.folder().path());
                return measure(run, new JmhView(format), options, resultFile, out);
            }
        }
    }

    private int measure(Run run, JmhView view, CommandLineOptions options, String resultFile, PrintStream out) {
        try {
            Run.Report report = run.all(view);
            write(options, resultFile, report, out);
            out.println("Run folder: " + run.folder().path());
            return failures(report);
        } catch (EbbException e) {
            terminal.err().println(e);
            return Exit.FAILED.code();
        }
    }

    private int failures(Run.Report report) {
        report.failures()
                .forEach(failure -> terminal.err()
                        .println(failure.plan().row().label() + ", fork "
                                + failure.plan().fork() + " failed: " + failure.failure()));
        return report.failures().isEmpty() && !report.stopped() ? Exit.OK.code() : Exit.FAILED.code();
    }

    /** JMH's own lists, and its help with Ebb's below it. */
    private boolean list(CommandLineOptions options) {
        try {
            if (options.shouldHelp()) {
                options.showHelp();
                terminal.out().println();
                terminal.out().print(Arguments.HELP);
            } else if (options.shouldList()) {
                new Runner(options).list();
            } else if (options.shouldListWithParams()) {
                new Runner(options).listWithParams(options);
            } else if (options.shouldListProfilers()) {
                options.listProfilers();
                terminal.out().println(Profilers.shortNames());
            } else if (options.shouldListResultFormats()) {
                options.listResultFormats();
            } else {
                return false;
            }
            return true;
        } catch (IOException e) {
            throw new EbbException("The help cannot be printed: " + e.getMessage() + ".");
        }
    }

    /** The file of {@code -o}, or the terminal, which stays open. */
    private PrintStream output(CommandLineOptions options) {
        if (!options.getOutput().hasValue()) {
            return new PrintStream(terminal.out(), true, terminal.charset()) {
                @Override
                public void close() {
                    flush();
                }
            };
        }
        String file = options.getOutput().get();
        try {
            // A resumed run's text goes behind that of its beginning.
            return new PrintStream(
                    new FileOutputStream(file, ebb.launch().resume().isPresent()));
        } catch (FileNotFoundException e) {
            throw new EbbException("-o " + file + " cannot be written to: " + e.getMessage() + ".");
        }
    }

    /** The file of {@code -rff}, proven writable before anything starts; empty where none is wanted. */
    private static String resultFile(CommandLineOptions options) {
        if (!options.getResult().hasValue() && !options.getResultFormat().hasValue()) {
            return "";
        }
        String suffix = format(options).toString().toLowerCase(Locale.ROOT);
        String file = options.getResult().orElse(Defaults.RESULT_FILE_PREFIX + "." + suffix);
        try {
            Files.newOutputStream(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            return file;
        } catch (IOException e) {
            throw new EbbException("The result file " + file + " cannot be written to (" + Problem.of(e)
                    + "); give another one with -rff FILE.");
        }
    }

    private static void write(CommandLineOptions options, String file, Run.Report report, PrintStream out) {
        if (!file.isEmpty()) {
            try {
                Files.write(Path.of(file), report.as(format(options)));
            } catch (IOException e) {
                throw new EbbException("The results cannot be written to " + file + " (" + Problem.of(e)
                        + "); the run folder has them.");
            }
            out.println();
            out.println("Benchmark result is saved to " + file);
        }
    }

    private static ResultFormatType format(CommandLineOptions options) {
        return options.getResultFormat().orElse(Defaults.RESULT_FORMAT);
    }
}
