// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Version;
import ebb.run.RecordedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * The command line: without arguments the quick verdict, with a command's name that command, otherwise JMH's. Ebb's own
 * options may stand anywhere.
 */
@Command(
        name = "java -jar benchmarks.jar",
        header = "Ebb says which malloc gives memory back after a burst, why the others do not, and what giving back"
                + " costs.",
        synopsisHeading = "%n",
        customSynopsis = {
            "  java -jar benchmarks.jar",
            "      The quick verdict: a burst under every available allocator, and who gave the memory back.",
            "  java -jar benchmarks.jar service --start COMMAND --ready ADDRESS --burst COMMAND",
            "      The same of a service of your own, unchanged.",
            "  java -jar benchmarks.jar Burst -p allocator=glibc,jemalloc -f 5",
            "      A firm answer on some of them: JMH's command line, with every fork on its allocator.",
            "  java -jar benchmarks.jar report RUN",
            "      One HTML page about a run, whose folder the run prints.",
            "  java -jar benchmarks.jar compare BASE NEW",
            "      What got worse, better or neither from one run to another.",
            "  java -jar benchmarks.jar doctor PID",
            "      Where the memory of a running process is, and whether its allocator gives it back.",
            "",
            "README.md and docs/ in Ebb's sources tell more: what the figures mean, how to make a gate of them."
        },
        commandListHeading = "%nCommands, each with a -h of its own:%n",
        optionListHeading = "%nEbb's own options, which may stand anywhere:%n",
        footerHeading = "%n",
        footer = {
            "What is different from plain JMH: every fork runs on the allocator of the parameter 'allocator', which takes"
                    + " all that are available where -p does not name some; the profiler 'rss' is always on; an error in"
                    + " a fork is reported and the other forks still run.",
            "",
            "Exit code: 0 all is well; 1 a fork failed, or compare or confirm found a regression; 2 nothing was run or"
                    + " not everything was said, because the command line, a file or Ebb was wrong; 3 compare --no-worse"
                    + " cannot tell, or --until-decided has not decided; 130 interrupted."
        })
@SuppressWarnings("UnusedVariable") // picocli lists the fields
public final class Cli {
    private static final int WIDTH = 100;
    private static final int LONG_OPTION = 30;

    /** Commands before options. */
    private static final List<String> PAGE = List.of(
            UsageMessageSpec.SECTION_KEY_HEADER,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
            UsageMessageSpec.SECTION_KEY_FOOTER);

    private static final OptionSpec HELP = OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("This text.")
            .build();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text, and JMH's options.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Prints the version.")
    private boolean version;

    @Mixin
    private InputFiles.OfRun files;

    @Mixin
    private RunOptions options;

    private Cli() {}

    /** Runs one command line; returns the exit code. */
    public static int run(List<String> arguments, Terminal terminal) {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> Exit.after(thrown, terminal.err()));
        Exit exit;
        try {
            var unused = Path.of(System.getProperty("user.dir")); // JMH makes one of it, deep in a run
            exit = answer(arguments, terminal);
        } catch (Throwable thrown) {
            exit = Exit.after(thrown, terminal.err());
        }
        if (terminal.out().checkError()) {
            terminal.err()
                    .println("Not everything could be written to the standard output: it was closed, or its disk is"
                            + " full.");
            exit = exit == Exit.OK ? Exit.BAD_INPUT : exit;
        }
        return exit.code();
    }

    private static Exit answer(List<String> arguments, Terminal terminal) throws Exception {
        ParseResult chosen = parse(arguments, terminal);
        Optional<RunOptions> run = runOptions(chosen);
        Optional<Path> resume = run.flatMap(RunOptions::resume);
        if (resume.isPresent()) {
            List<String> given = run.get().commandLine();
            RecordedRun begun = RecordedRun.takeUp(resume.get(), run.get().trusts());
            List<String> command = UntilDecided.grown(begun.commandLine(), given);
            if (!given.isEmpty() && !given.equals(begun.commandLine()) && command.equals(begun.commandLine())) {
                throw new EbbException("--resume takes the command from " + resume.get() + ", which was started with '"
                        + String.join(" ", begun.commandLine()) + "': give it alone.");
            }
            chosen = parse(command, terminal);
            runOptions(chosen).ifPresent(its -> its.goOn(resume.get(), begun.schedule()));
        }
        return execute(chosen, terminal);
    }

    /** The command that was chosen, with its options set. */
    static ParseResult parse(List<String> arguments, Terminal terminal) {
        CommandLine commands = commands(terminal);
        ParseResult parsed = Parsing.parse(commands, commandFirst(arguments, commands));
        ParseResult chosen = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        runOptions(chosen).ifPresent(run -> run.givenIn(arguments));
        return chosen;
    }

    private static CommandLine commands(Terminal terminal) {
        CommandLine commands = new CommandLine(new Cli())
                .addSubcommand(new QuickVerdict(terminal))
                .addSubcommand(new AllocatorsCommand(terminal))
                .addSubcommand(new CuresCommand(terminal))
                .addSubcommand(new ServiceCommand(terminal))
                .addSubcommand(new LimitCommand(terminal))
                .addSubcommand(new JmhCommand(true, terminal))
                .addSubcommand(new ReportCommand(terminal))
                .addSubcommand(new MergeCommand(terminal))
                .addSubcommand(new CompareCommand(terminal))
                .addSubcommand(new ConfirmCommand(terminal))
                .addSubcommand(new BaselineCommand(terminal))
                .addSubcommand(new NoiseCommand(terminal))
                .addSubcommand(new SelfTestCommand(terminal))
                .addSubcommand(new HistoryCommand(terminal))
                .addSubcommand(new ExportCommand(terminal))
                .addSubcommand(new DoctorCommand(terminal));
        for (CommandLine named : commands.getSubcommands().values()) {
            named.getCommandSpec()
                    .addOption(HELP)
                    .usageMessage()
                    .abbreviateSynopsis(true)
                    .parameterListHeading("%n")
                    .optionListHeading("%n");
        }
        commands.getCommandSpec().usageMessage().sectionKeys(PAGE);
        CommandLine jmh = new CommandLine(new JmhCommand(false, terminal)).setCommandName(JmhCommand.NAME);
        jmh.getCommandSpec().usageMessage().hidden(true);
        commands.addSubcommand(jmh);
        return commands.setUsageHelpWidth(WIDTH).setUsageHelpLongOptionsMaxWidth(LONG_OPTION);
    }

    /** The arguments in picocli's order, a command's name before its options; with the hidden name where they have none. */
    private static List<String> commandFirst(List<String> arguments, CommandLine commands) {
        CommandLine root = new CommandLine(new Cli());
        root.setUnmatchedArgumentsAllowed(true).setStopAtUnmatched(true);
        ParseResult start = Parsing.parse(root, arguments);
        if (start.isVersionHelpRequested()) {
            return List.of("--version");
        }
        List<String> rest = start.unmatched();
        String first = rest.isEmpty() ? "" : rest.get(0);
        if (first.equals("help") && rest.size() > 1 && isNamed(rest.get(1), commands)) {
            return List.of(rest.get(1), "-h");
        }
        boolean named = isNamed(first, commands);
        if (first.equals("help") || (start.isUsageHelpRequested() && !named)) {
            return List.of(JmhCommand.NAME, "-h");
        }
        List<String> words = new ArrayList<>();
        words.add(named ? first : rest.isEmpty() ? QuickVerdict.NAME : JmhCommand.NAME);
        words.addAll(arguments.subList(0, arguments.size() - rest.size()));
        words.addAll(named ? rest.subList(1, rest.size()) : rest);
        return words;
    }

    private static boolean isNamed(String word, CommandLine commands) {
        CommandLine command = commands.getSubcommands().get(word);
        return command != null && !command.getCommandSpec().usageMessage().hidden();
    }

    private static Exit execute(ParseResult chosen, Terminal terminal) throws Exception {
        if (chosen.isVersionHelpRequested()) {
            terminal.out().println("Ebb " + Version.ebb() + ", JMH " + org.openjdk.jmh.util.Version.getPlainVersion());
            return Exit.OK;
        }
        if (chosen.isUsageHelpRequested()) {
            chosen.commandSpec().commandLine().usage(terminal.out(), terminal.ansi());
            return Exit.OK;
        }
        if (chosen.commandSpec().userObject() instanceof Callable<?> command && command.call() instanceof Exit exit) {
            return exit;
        }
        throw new IllegalStateException(chosen.commandSpec().name() + " is no command");
    }

    private static Optional<RunOptions> runOptions(ParseResult chosen) {
        return chosen.commandSpec().mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(RunOptions.class::isInstance)
                .map(RunOptions.class::cast)
                .findFirst();
    }
}
