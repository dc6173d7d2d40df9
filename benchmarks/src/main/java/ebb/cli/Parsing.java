// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.base.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Picocli as Ebb uses it: JMH's arguments pass unchanged, and what is wrong is said in one sentence instead of a usage
 * page.
 */
final class Parsing {
    private final CommandSpec command;

    private Parsing(CommandSpec command) {
        this.command = command;
    }

    /** @throws EbbException with what is wrong, and where the options are listed */
    static ParseResult parse(CommandLine line, List<String> arguments) {
        // Neither @FILE nor -- is picocli's to take.
        line.setExpandAtFiles(false).setEndOfOptionsDelimiter("\0");
        try {
            ParseResult parsed = line.parseArgs(arguments.toArray(String[]::new));
            requireNamesOnce(parsed);
            return parsed;
        } catch (ParameterException e) {
            throw EbbException.in(e)
                    .orElseGet(() ->
                            new EbbException(new Parsing(e.getCommandLine().getCommandSpec()).sentence(e)));
        }
    }

    /** Picocli would take the last value of a name, and say nothing. */
    private static void requireNamesOnce(ParseResult parsed) {
        for (OptionSpec option : parsed.matchedOptions()) {
            Set<String> names = new HashSet<>();
            for (String value : option.typeInfo().isMap() ? option.originalStringValues() : List.<String>of()) {
                String name = option.names()[0] + " " + value.replaceFirst("=.*", "");
                if (!names.add(name)) {
                    throw new EbbException(name + " is given twice: give it once.");
                }
            }
        }
        if (parsed.hasSubcommand()) {
            requireNamesOnce(parsed.subcommand());
        }
    }

    /** @throws EbbException where a command that is to read a run that was made is also told how to measure */
    static void requireNoOptions(CommandSpec command, Path run) {
        command.commandLine().getParseResult().matchedOptions().stream()
                .findFirst()
                .ifPresent(option -> {
                    throw new EbbException(command.name() + " " + run + " reads what was measured, and "
                            + option.longestName() + " is for measuring: leave out one of them.");
                });
    }

    private String sentence(ParameterException wrong) {
        if (wrong instanceof MissingParameterException missing) {
            return missing(missing.getMissing()) + help();
        }
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched.getUnmatched().get(0));
        }
        if (wrong instanceof OverwrittenOptionException twice && twice.getOverwritten() instanceof OptionSpec option) {
            return option.longestName() + " is given twice" + help();
        }
        // Picocli drops the exception, and has it in its text alone.
        if (wrong.getArgSpec() instanceof OptionSpec option
                && String.valueOf(wrong.getMessage()).contains(InvalidPathException.class.getName())) {
            return option.longestName() + ": " + Problem.NO_PATH;
        }
        return String.valueOf(wrong.getMessage())
                        .replace("option option", "option")
                        .replaceFirst("\\.?\\R?$", "")
                + help();
    }

    private String missing(List<ArgSpec> missing) {
        if (missing.get(0) instanceof OptionSpec option && !option.required()) {
            return option.longestName() + " needs a value";
        }
        return missing.stream()
                .sorted(Comparator.comparing(each -> each instanceof OptionSpec))
                .map(each -> each instanceof OptionSpec option ? withValue(option) : each.paramLabel())
                .collect(Collectors.joining(" ", name() + " needs ", ""));
    }

    private String unmatched(String argument) {
        String option = argument.replaceFirst("=.*", "");
        if (!option.startsWith("-")) {
            return name() + " has no use for '" + argument + "'" + help();
        }
        OptionSpec elsewhere = command.root().findOption(option);
        if (elsewhere != null) {
            return option + " is not for " + name() + instead(elsewhere) + ".";
        }
        List<String> known = command.options().stream()
                .flatMap(each -> Stream.of(each.names()))
                .toList();
        return name() + " has no option " + option + help() + Nearest.hint(option, known);
    }

    /** What to do instead of giving this command an option that other commands have. */
    private String instead(OptionSpec option) {
        if (command.name().equals(QuickVerdict.NAME)) {
            return ", which runs the scenario quick: name a benchmark, as in Burst -p scenario=NAME "
                    + withValue(option);
        }
        if (command.name().equals(ServiceCommand.NAME)) {
            return ", which measures the service that it is given";
        }
        if (command.name().equals(ConfirmCommand.NAME)) {
            return ", which takes it from NEW";
        }
        if (command.findOption("--out") != null) {
            return ": give it to a command that takes it, as in Burst " + withValue(option);
        }
        if (option.longestName().equals("--out")) {
            return ", which makes no run folder"
                    + Stream.of("-o", "--to")
                            .map(command::findOption)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .map(own -> ": it writes to " + withValue(own))
                            .orElse("");
        }
        return ", which starts no forks: give it to a command that does, as in Burst " + withValue(option);
    }

    private static String withValue(OptionSpec option) {
        return option.longestName() + " " + option.paramLabel();
    }

    private String name() {
        return command.name().equals(QuickVerdict.NAME) ? "the quick verdict" : command.name();
    }

    private String help() {
        return "; " + (command.parent() == null || command.findOption("-h") == null ? "" : command.name() + " ")
                + "-h lists the options.";
    }
}
