// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.allocator.ForkAssignment;
import ebb.results.Figure;
import ebb.results.IterationNames;
import ebb.results.Timeline;
import ebb.results.TimelineFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Samples the fork's RSS and live bytes in C, and reports what a burst left resident as secondary results of each
 * iteration: the metrics of {@link Residency} and {@link Again}, and of {@link Release} where a thread releases memory.
 *
 * <pre>{@code
 * java -jar benchmarks.jar Burst -prof "rss:interval=5ms;dir=timelines"
 * java -jar benchmarks.jar Burst -prof rss:why=true
 * }</pre>
 *
 * With {@code why=true} it finds out why memory stays, by a {@link Ladder} of probes after the last idle period and by
 * the allocator's own books ({@link Heap}). The books are taken during the burst too, by a thread of the shim.
 *
 * With {@code dir} each iteration's timeline becomes a CSV. The folder is tried before the burst; where writing fails
 * after it, a sentence goes to the fork's standard error, the file is missing and the figures are kept.
 *
 * <p>A benchmark that tells {@link Recorder} of no burst gets no results from it. JMH's console shows a negative figure
 * as {@code ≈ 0}; its result files have the figure.
 */
public final class RssProfiler implements InternalProfiler {
    private final RssOptions options;
    private final IterationNames names = new IterationNames(".csv", ForkAssignment.forkNumber());

    public RssProfiler() throws ProfilerException {
        this("");
    }

    /** @throws ProfilerException with one sentence about an option that is wrong */
    public RssProfiler(String options) throws ProfilerException {
        this.options = RssOptions.parse(options);
    }

    @Override
    public String getDescription() {
        return "Resident memory after a burst: RSS timeline, what is retained and how soon it is given back";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        options.dir().ifPresent(TimelineFile::prepare);
        Recorder.current().begin(options.interval(), options.why());
    }

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        names.next(iteration.getType());
        if (result.getRawPrimaryResults().isEmpty()) {
            // The benchmark threw: JMH tells of that after the profilers have ended, unless one of them throws too.
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
        List<ScalarResult> results = new ArrayList<>();
        for (Figure figure : metrics) {
            results.add(new ScalarResult(
                    figure.metric().label(), figure.value(), figure.metric().unit(), AggregationPolicy.AVG));
        }
        return results;
    }

    private void write(Timeline timeline, Path dir, BenchmarkParams benchmark) {
        try {
            TimelineFile.write(timeline, dir.resolve(names.name(dir, benchmark) + ".csv"));
        } catch (IOException e) {
            System.err.println("The timeline of iteration " + names.number() + " was not written to " + dir + " ("
                    + TimelineFile.reason(e) + "); the iteration's figures are kept.");
        }
    }
}
