// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.allocator.ForkAssignment;
import ebb.base.Problem;
import ebb.base.WholeFile;
import ebb.results.Figure;
import ebb.results.IterationNames;
import ebb.results.Metric;
import ebb.results.ProfilerOptions;
import ebb.results.Rung;
import ebb.results.Timeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;
import joptsimple.ValueConversionException;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Samples the fork's RSS and live bytes in C, and reports what a burst leaves resident as secondary results of each
 * iteration: the metrics of {@link Residency}, {@link Again} and, where an entry has release calls made, {@link Release}.
 *
 * <pre>{@code
 * java -jar benchmarks.jar Burst -prof "rss:interval=5ms;dir=timelines"
 * java -jar benchmarks.jar Burst -prof rss:why=true
 * }</pre>
 *
 * With {@code why=true} it finds out why memory stays: by a {@link Ladder} of probes after the last idle period, and by the
 * allocator's own books ({@link Heap}), which a thread of the shim reads during the burst too. {@code why=activity} climbs
 * in another order.
 *
 * <p>With {@code dir} each iteration's timeline becomes a CSV. The folder is tried before the burst; where writing fails
 * afterwards, a sentence goes to the fork's standard error, the file is missing and the figures are kept.
 *
 * <p>A benchmark that reports no burst to {@link Recorder} gets no results. JMH's console shows a negative figure as
 * {@code ≈ 0}; its result files have the figure.
 */
public final class RssProfiler implements InternalProfiler {
    private static final long DEFAULT_INTERVAL = 10_000_000L;
    private static final double LEAST_INTERVAL = 1e6;
    private static final double MOST_INTERVAL = 1e10;

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ns|us|ms|s)?");

    private final Options options;
    private final IterationNames names = new IterationNames(ForkAssignment.forkNumber());

    public RssProfiler() throws ProfilerException {
        this("");
    }

    /** @throws ProfilerException with one sentence about an option that is wrong */
    public RssProfiler(String options) throws ProfilerException {
        this.options = Options.parse(options);
    }

    @Override
    public String getDescription() {
        return "Resident memory after a burst: " + Metric.RETAINED.label() + " (" + Metric.RETAINED.meaning() + ") and"
                + " more, RSS timelines; -prof rss:help tells";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        options.dir()
                .ifPresent(dir -> WholeFile.prepare(dir, "No timeline", "give another folder with -prof rss:dir=DIR"));
        Recorder.current().begin(options.interval(), options.why());
    }

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        names.next(iteration.getType());
        if (result.getRawPrimaryResults().isEmpty()) {
            // The benchmark threw: JMH reports that after the profilers have ended, unless one of them throws too.
            Recorder.current().abandon();
            return List.of();
        }
        Optional<Recording> recording = Recorder.current().end();
        if (recording.isEmpty()) {
            return List.of();
        }
        if (options.dir().isPresent()) {
            write(recording.get().timeline(), options.dir().get(), benchmark);
        }
        return results(recording.get().metrics());
    }

    static Collection<ScalarResult> results(List<Figure> metrics) {
        return metrics.stream().map(Figure::result).toList();
    }

    private void write(Timeline timeline, Path dir, BenchmarkParams benchmark) {
        try {
            WholeFile.write(
                    dir.resolve(names.name(benchmark) + ".csv"), timeline.csv().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.err.println("The timeline of iteration " + names.number() + " was not written to " + dir + " ("
                    + Problem.of(e) + "); the iteration's figures are kept.");
        }
    }

    /**
     * What follows {@code -prof rss:}.
     *
     * @param interval nanoseconds between samples, 1 ms to 10 s
     * @param dir where timelines go; empty for none
     * @param why the order of the ladder; empty for none
     */
    record Options(long interval, Optional<Path> dir, Optional<Rung.Order> why) {
        /** @throws ProfilerException with one sentence about the option that is wrong, or with the help asked for */
        static Options parse(String line) throws ProfilerException {
            ProfilerOptions options = new ProfilerOptions("rss", "interval=10ms;dir=timelines", RssProfiler::reported);
            OptionSpec<Long> interval = options.option(
                            "interval",
                            "duration",
                            "Time between two samples of RSS, from 1ms to 10s: in ms, or with ns, us, ms or s."
                                    + " (default: 10ms)",
                            Long.class,
                            Options::interval)
                    .defaultsTo(DEFAULT_INTERVAL);
            OptionSpec<Path> dir = options.folder("Folder for the timelines, one CSV for each fork and iteration.");
            OptionSpec<String> why = options.option(
                            "why",
                            "true|false|activity",
                            "Find out why memory stays: a ladder of probes after the idle period, 3 s and up to 30 s of"
                                    + " waiting for what falls by itself, and the allocator's own books; activity: see"
                                    + " what that does before any call. (default: false)",
                            String.class,
                            Options::asked)
                    .defaultsTo("false");
            OptionSet set = options.parse(line);
            return new Options(set.valueOf(interval), Optional.ofNullable(set.valueOf(dir)), order(set.valueOf(why)));
        }

        private static long interval(String value) {
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
            throw new ValueConversionException(
                    "interval '" + value + "' is not a duration from 1ms to 10s, such as 10ms");
        }

        private static String asked(String value) {
            if (!value.equals("true") && !value.equals("false") && !value.equals("activity")) {
                throw new ValueConversionException("option why is 'true', 'false' or 'activity', not '" + value + "'");
            }
            return value;
        }

        private static Optional<Rung.Order> order(String asked) {
            return switch (asked) {
                case "true" -> Optional.of(Rung.Order.CHEAPEST_FIRST);
                case "activity" -> Optional.of(Rung.Order.ACTIVITY_FIRST);
                default -> Optional.empty();
            };
        }
    }

    private static List<Metric> reported() {
        return Recording.rehearse().stream().map(Figure::metric).toList();
    }
}
