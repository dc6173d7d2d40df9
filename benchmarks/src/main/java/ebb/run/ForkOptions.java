// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.ProfilerConfig;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Optional;

/**
 * The user's command line, narrowed to one fork.
 *
 * <p>A subclass of JMH's own options, so that options unknown to Ebb work. JMH sends this object to the fork, hence the
 * serializable fields.
 */
final class ForkOptions extends CommandLineOptions {
    private static final long serialVersionUID = 1L;

    private final String include;
    private final Mode mode;
    private final HashMap<String, String> params = new HashMap<>();
    private final ArrayList<ProfilerConfig> profilers;
    private final Optional<Integer> threads;
    private final TimeValue timeout;

    /**
     * @param arguments JMH's, already parsed once
     * @param profilers used instead of the command line's
     */
    ForkOptions(List<String> arguments, Row row, List<ProfilerConfig> profilers) throws CommandLineOptionException {
        super(arguments.toArray(String[]::new));
        this.include = "^" + Pattern.quote(row.benchmark()) + "$";
        this.mode = row.mode();
        row.params().forEach(p -> params.put(p.name(), p.value()));
        this.profilers = new ArrayList<>(profilers);
        this.timeout = TimeValue.seconds(row.timeout().toSeconds());
        this.threads = Optional.of(row.threads());
    }

    @Override
    public List<String> getIncludes() {
        return List.of(include);
    }

    @Override
    public List<String> getExcludes() {
        return List.of();
    }

    @Override
    public Collection<Mode> getBenchModes() {
        return Set.of(mode);
    }

    @Override
    public Optional<Collection<String>> getParameter(String name) {
        String value = params.get(name);
        return value == null ? super.getParameter(name) : Optional.of(List.of(value));
    }

    @Override
    public Optional<Integer> getForkCount() {
        return Optional.of(1);
    }

    @Override
    public Optional<Integer> getWarmupForkCount() {
        return Optional.of(0);
    }

    @Override
    public Optional<TimeValue> getTimeout() {
        return Optional.of(timeout);
    }

    @Override
    public Optional<Integer> getThreads() {
        return threads;
    }

    @Override
    public List<ProfilerConfig> getProfilers() {
        return profilers;
    }

    /** A fork that died must never count as one that measured nothing. */
    @Override
    public Optional<Boolean> shouldFailOnError() {
        return Optional.of(true);
    }

    /** None: the file has all forks, and is written after the last one. */
    @Override
    public Optional<String> getResult() {
        return Optional.none();
    }

    @Override
    public Optional<ResultFormatType> getResultFormat() {
        return Optional.none();
    }
}
