// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.base.Problem;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import joptsimple.ArgumentAcceptingOptionSpec;
import joptsimple.BuiltinHelpFormatter;
import joptsimple.OptionDescriptor;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;
import joptsimple.ValueConversionException;
import joptsimple.ValueConverter;
import org.openjdk.jmh.profile.ProfilerException;

/**
 * The options after {@code -prof NAME:}, as JMH's own profilers take them: {@code name=value} joined by {@code ;}. JMH's
 * own parser for them is package-private.
 */
public final class ProfilerOptions {
    private static final String HELP = "help";
    private static final int WIDTH = 90;

    private final OptionParser parser = new OptionParser(false);
    private final List<String> names = new ArrayList<>();
    private final String profiler;
    private final String example;
    private final Supplier<Collection<Metric>> metrics;

    /**
     * @param profiler its short name
     * @param example of options
     * @param metrics what the profiler reports, for its help
     */
    public ProfilerOptions(String profiler, String example, Supplier<Collection<Metric>> metrics) {
        this.profiler = profiler;
        this.example = example;
        this.metrics = metrics;
        parser.accepts(HELP, "Display help.");
        parser.formatHelpWith(new Help());
    }

    /**
     * An option with a value.
     *
     * @param form of the value, for the help
     * @param convert throws {@link ValueConversionException} with what follows "The NAME profiler's " in the error
     */
    public <T> ArgumentAcceptingOptionSpec<T> option(
            String name, String form, String description, Class<T> type, Function<String, T> convert) {
        names.add(name);
        return parser.accepts(name, description)
                .withRequiredArg()
                .describedAs(form)
                .withValuesConvertedBy(new Converter<>(type, convert));
    }

    /** The folder for the files of each fork and iteration. */
    public OptionSpec<Path> folder(String description) {
        return option("dir", "dir", description + " (default: none are written)", Path.class, value -> {
            if (value.isEmpty()) {
                throw new ValueConversionException("option dir needs a folder, as in dir=FOLDER");
            }
            try {
                return Path.of(value);
            } catch (InvalidPathException e) {
                throw new ValueConversionException("dir: " + Problem.NO_PATH, e);
            }
        });
    }

    /** @throws ProfilerException with one sentence about the option that is wrong, or with the help asked for */
    public OptionSet parse(String line) throws ProfilerException {
        List<String> arguments = new ArrayList<>();
        for (String part : line.split(";", -1)) {
            String option = part.trim().replaceFirst("\\s*=\\s*", "=");
            if (option.startsWith("=")) {
                throw new ProfilerException("The " + profiler + " profiler's option '" + option + "' has no name.");
            }
            if (!option.isEmpty()) {
                // Without '=' the parser would take the next option as this one's value.
                arguments.add("--" + option + (option.contains("=") || option.equals(HELP) ? "" : "="));
            }
        }
        try {
            OptionSet options = parser.parse(arguments.toArray(String[]::new));
            if (options.has(HELP)) {
                throw new ProfilerException(help());
            }
            options.specs().forEach(options::valueOf);
            return options;
        } catch (OptionException e) {
            throw new ProfilerException(explain(e));
        }
    }

    private String help() {
        StringWriter text = new StringWriter();
        try {
            parser.printHelpOn(text);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString();
    }

    private String explain(OptionException problem) {
        String option = String.join(", ", problem.options());
        if (problem.getCause() instanceof ValueConversionException conversion) {
            return "The " + profiler + " profiler's " + conversion.getMessage() + ".";
        }
        if (names.contains(option)) {
            return "The " + profiler + " profiler's option " + option + " is given twice.";
        }
        return "The " + profiler + " profiler has no option '" + option + "': it knows " + String.join(", ", names)
                + " and help, as in -prof \"" + profiler + ":" + example + "\".";
    }

    private record Converter<T>(Class<T> valueType, Function<String, T> function) implements ValueConverter<T> {
        @Override
        public T convert(String value) {
            return function.apply(value);
        }

        @Override
        public String valuePattern() {
            return "";
        }
    }

    /** Shows options as they are written after {@code -prof}, then the metrics. */
    private final class Help extends BuiltinHelpFormatter {
        Help() {
            super(WIDTH, 2);
        }

        @Override
        public String format(Map<String, ? extends OptionDescriptor> options) {
            StringBuilder text = new StringBuilder("Usage: -prof " + profiler + ":opt1=value1;opt2=value2\n\n");
            text.append(super.format(options))
                    .append("\nMetrics of ")
                    .append(profiler)
                    .append(":\n");
            for (Metric metric : metrics.get()) {
                text.append(String.format(
                        Locale.ROOT, "  %-22s %-9s  %s%n", metric.label(), metric.unit(), metric.meaning()));
            }
            return text.toString();
        }

        @Override
        protected String optionLeader(String option) {
            return "";
        }

        @Override
        protected void appendTypeIndicator(StringBuilder to, String type, String description, char start, char end) {
            to.append("=<").append(description).append('>');
        }
    }
}
