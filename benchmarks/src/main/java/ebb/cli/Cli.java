// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Version;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Chooses by the command line: nothing is the quick verdict, a command's name that command, anything else JMH.
 *
 * <pre>{@code
 * java -jar benchmarks.jar
 * java -jar benchmarks.jar allocators
 * java -jar benchmarks.jar all -f 1
 * java -jar benchmarks.jar report results/runs/20261122-173205
 * java -jar benchmarks.jar Burst -p allocator=glibc,jemalloc -f 5
 * }</pre>
 */
public final class Cli {
    private static final OptionSpec HELP = OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("This text.")
            .build();

    private Cli() {}

    /** Runs one command line; returns the exit code. */
    public static int run(List<String> arguments, Terminal terminal) {
        int code = answer(arguments, terminal);
        if (!terminal.out().checkError()) {
            return code;
        }
        terminal.err()
                .println("Not everything could be written to the standard output: it was closed, or its disk is full.");
        return code == Exit.OK.code() ? Exit.BAD_INPUT.code() : code;
    }

    private static int answer(List<String> arguments, Terminal terminal) {
        try {
            Arguments parsed = Arguments.parse(arguments).taken();
            return choose(parsed, terminal);
        } catch (EbbException e) {
            terminal.err().println(e);
            return Exit.BAD_INPUT.code();
        }
    }

    private static int choose(Arguments arguments, Terminal terminal) {
        List<String> rest = arguments.rest();
        if (rest.isEmpty()) {
            return new QuickVerdict(arguments, terminal).run();
        }
        return switch (rest.get(0)) {
            case "allocators" -> command(new AllocatorsCommand(arguments, terminal), rest, terminal);
            case "report" -> command(new ReportCommand(terminal), rest, terminal);
            case "compare" -> command(new CompareCommand(terminal), rest, terminal);
            case "confirm" -> command(new ConfirmCommand(arguments.launch(), terminal), rest, terminal);
            case "noise" -> command(new NoiseCommand(terminal), rest, terminal);
            case "baseline" -> command(new BaselineCommand(terminal), rest, terminal);
            case "history" -> command(new HistoryCommand(terminal), rest, terminal);
            case "all" ->
                new JmhCommand(rest.subList(1, rest.size()), arguments, terminal)
                        .announced()
                        .run();
            case "--version" -> version(terminal.out());
            case "--help" -> new JmhCommand(List.of("-h"), arguments, terminal).run();
            default -> new JmhCommand(rest, arguments, terminal).run();
        };
    }

    private static int command(Object command, List<String> arguments, Terminal terminal) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec().addOption(HELP);
        return line.setOut(new PrintWriter(terminal.out(), true, terminal.charset()))
                .setErr(new PrintWriter(terminal.err(), true, terminal.charset()))
                .setExecutionExceptionHandler((exception, failed, result) -> {
                    if (exception instanceof EbbException) {
                        failed.getErr().println(exception);
                        return Exit.BAD_INPUT.code();
                    }
                    throw exception;
                })
                .execute(arguments.subList(1, arguments.size()).toArray(String[]::new));
    }

    private static int version(PrintStream out) {
        out.println("Ebb " + Version.ebb() + ", JMH " + org.openjdk.jmh.util.Version.getPlainVersion());
        return Exit.OK.code();
    }
}
