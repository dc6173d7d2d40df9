// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.ProfilerException;

/**
 * The options behind {@code -prof rss:}, as JMH's own profilers take them: {@code name=value} joined by {@code ;}.
 *
 * @param interval nanoseconds between samples, 1 ms to 10 s
 * @param dir where the timelines go, empty for nowhere
 * @param why whether to find out why memory stays
 */
record RssOptions(long interval, Optional<Path> dir, boolean why) {
    private static final long DEFAULT_INTERVAL = 10_000_000L;
    private static final double LEAST_INTERVAL = 1e6;
    private static final double MOST_INTERVAL = 1e10;

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ns|us|ms|s)?");

    private static final String HELP = """
            Usage: -prof rss:opt1=value1;opt2=value2

            Options accepted by rss:
              interval=<duration>   Time between two samples of RSS, in ms or with a unit
                                    (ns, us, ms, s), from 1ms to 10s. (default: 10ms)

              dir=<dir>             Folder for the timelines, one CSV for each fork and
                                    iteration. (default: none are written)

              why=<true|false>      Find out why memory stays: a ladder of probes after the
                                    idle period, about 3 s, and the allocator's own books.
                                    (default: false)

              help                  Display help.
            """;

    /** @throws ProfilerException with one sentence about the option that is wrong, or with the help asked for */
    static RssOptions parse(String line) throws ProfilerException {
        long interval = DEFAULT_INTERVAL;
        Optional<Path> dir = Optional.empty();
        boolean why = false;
        for (String option : line.split(";", -1)) {
            int equals = option.indexOf('=');
            String name = (equals < 0 ? option : option.substring(0, equals)).trim();
            String value = equals < 0 ? "" : option.substring(equals + 1).trim();
            switch (name) {
                case "" -> refuseValue(option);
                case "help" -> throw new ProfilerException(HELP);
                case "interval" -> interval = interval(value);
                case "dir" -> dir = Optional.of(dir(value));
                case "why" -> why = flag(value);
                default ->
                    throw new ProfilerException(
                            "The rss profiler has no option '" + name
                                    + "': it knows interval, dir, why and help, as in -prof \"rss:interval=10ms;dir=timelines\".");
            }
        }
        return new RssOptions(interval, dir, why);
    }

    private static void refuseValue(String option) throws ProfilerException {
        if (!option.isBlank()) {
            throw new ProfilerException("The rss profiler's option '" + option + "' has no name.");
        }
    }

    private static long interval(String value) throws ProfilerException {
        Matcher matcher = DURATION.matcher(value);
        if (matcher.matches()) {
            String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
            double factor = switch (unit) {
                case "ns" -> 1;
                case "us" -> 1e3;
                case "ms" -> 1e6;
                default -> 1e9;
            };
            double nanos = Double.parseDouble(matcher.group(1)) * factor;
            if (nanos >= LEAST_INTERVAL && nanos <= MOST_INTERVAL) {
                return Math.round(nanos);
            }
        }
        throw new ProfilerException(
                "The rss profiler's interval '" + value + "' is not a duration from 1ms to 10s, such as 10ms.");
    }

    private static boolean flag(String value) throws ProfilerException {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new ProfilerException("The rss profiler's option why is 'true' or 'false', not '" + value + "'.");
        };
    }

    private static Path dir(String value) throws ProfilerException {
        if (value.isEmpty()) {
            throw new ProfilerException("The rss profiler's option dir needs a folder, as in dir=timelines.");
        }
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new ProfilerException("The rss profiler's dir is not a path: " + e.getMessage() + ".");
        }
    }
}
