// SPDX-License-Identifier: Apache-2.0
package ebb.latency;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.openjdk.jmh.profile.ProfilerException;

/**
 * The options behind {@code -prof latency:}, as JMH's own profilers take them: {@code name=value} joined by {@code ;}.
 *
 * @param dir where the histograms go, empty for nowhere
 */
record LatencyOptions(Optional<Path> dir) {
    private static final String HELP = """
            Usage: -prof latency:opt1=value1

            Options accepted by latency:
              dir=<dir>             Folder for the histograms, for each fork and iteration
                                    one .hlog and one .hgrm for each kind of call.
                                    (default: none are written)

              help                  Display help.
            """;

    /** @throws ProfilerException with one sentence about the option that is wrong, or with the help asked for */
    static LatencyOptions parse(String line) throws ProfilerException {
        Optional<Path> dir = Optional.empty();
        for (String option : line.split(";", -1)) {
            int equals = option.indexOf('=');
            String name = (equals < 0 ? option : option.substring(0, equals)).trim();
            String value = equals < 0 ? "" : option.substring(equals + 1).trim();
            if (name.equals("help")) {
                throw new ProfilerException(HELP);
            } else if (name.equals("dir")) {
                dir = Optional.of(dir(value));
            } else if (!option.isBlank()) {
                throw new ProfilerException("The latency profiler has no option '" + name
                        + "': it knows dir and help, as in -prof latency:dir=latencies.");
            }
        }
        return new LatencyOptions(dir);
    }

    private static Path dir(String value) throws ProfilerException {
        if (value.isEmpty()) {
            throw new ProfilerException("The latency profiler's option dir needs a folder, as in dir=latencies.");
        }
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new ProfilerException("The latency profiler's dir is not a path: " + e.getMessage() + ".");
        }
    }
}
