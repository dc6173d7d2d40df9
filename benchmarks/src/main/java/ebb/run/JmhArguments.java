// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.base.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** JMH's command line, and what JMH itself would pass over in silence, or fail at with a trace. */
public final class JmhArguments {
    private static final Pattern NO_SUCH_VALUE = Pattern.compile("No enum constant \\S+\\.(\\S+)");

    /** Years of forks; so many plans still fit the memory of a small machine. */
    private static final long MOST_FORKS = 100_000;

    private JmhArguments() {}

    /**
     * Parses JMH's arguments.
     *
     * @throws EbbException with what JMH's parser says
     */
    public static CommandLineOptions parse(List<String> arguments) {
        try {
            return new CommandLineOptions(arguments.toArray(String[]::new));
        } catch (CommandLineOptionException | IllegalStateException e) { // the latter of -bm
            throw new EbbException(
                    words(String.valueOf(e.getMessage()).replaceAll("\\R", ". ")) + "; -h lists the options.");
        }
    }

    /** JMH's own, but where it says no more than which of Java's types has no such value. */
    private static String words(String message) {
        Matcher unknown = NO_SUCH_VALUE.matcher(message);
        if (!unknown.matches()) {
            return message;
        }
        return "'" + unknown.group(1).toLowerCase(Locale.ROOT) + "' is no value of that option";
    }

    /**
     * The benchmarks that are chosen, at least one.
     *
     * @param out gets JMH's verbose output about those that do not match
     */
    static Collection<BenchmarkListEntry> find(CommandLineOptions options, OutputFormat out) {
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

    static void requireBoundedForks(List<Row> rows) {
        long forks = rows.stream()
                .mapToLong(row -> (long) row.forks() + row.warmupForks())
                .sum();
        if (forks > MOST_FORKS) {
            throw new EbbException(forks + " forks are more than the " + MOST_FORKS
                    + " that a run may have: give a smaller -f, or fewer values of parameters.");
        }
    }

    /** JMH would fail with a trace once the run folder was made. A name without a folder is looked for in PATH. */
    static void requireJvm(CommandLineOptions options) {
        String jvm = options.getJvm().orElse("");
        if (jvm.contains("/") && !(Files.isRegularFile(Path.of(jvm)) && Files.isExecutable(Path.of(jvm)))) {
            throw new EbbException("-jvm " + jvm + " is no program that can be run: give the path of a JDK's java.");
        }
    }

    /** JMH would run a misspelt {@code -p} with the parameter's defaults, in silence. */
    static void requireKnownParameters(List<String> arguments, Collection<BenchmarkListEntry> benchmarks) {
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

    /** JMH would start a group of which nobody runs one side, and wait for ever or measure half of it. */
    static void requireWholeGroups(CommandLineOptions options, Collection<BenchmarkListEntry> benchmarks) {
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
}
