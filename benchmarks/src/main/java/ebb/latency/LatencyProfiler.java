// SPDX-License-Identifier: Apache-2.0
package ebb.latency;

import ebb.allocator.ForkAssignment;
import ebb.base.Problem;
import ebb.base.WholeFile;
import ebb.results.Figure;
import ebb.results.IterationNames;
import ebb.results.Metric;
import ebb.results.ProfilerOptions;
import ebb.shim.NativeLatency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import joptsimple.OptionSpec;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;

/**
 * Times each call of the allocator in C, and reports p50, p90, p99, p99.9, p99.99 and the longest of malloc, free and,
 * if there are any, realloc as secondary results of each iteration, in nanoseconds.
 *
 * <pre>{@code
 * java -jar benchmarks.jar Interleaved -prof "latency:dir=latencies"
 * java -jar benchmarks.jar Burst -p scenario=again -prof latency
 * }</pre>
 *
 * <p>In a burst, {@code malloc.first} has the first 100 ms and {@code malloc} the rest: in scenario {@code again} the
 * measured burst comes after an idle period, and pays for what was given back in it.
 *
 * <p>Every value includes reading the clock: {@code clock.overhead} is the value of an empty measurement. So does the
 * score, which is lower with this profiler than without.
 *
 * <p>With {@code dir} the histograms of each measured iteration become {@code .hgrm} and {@code .hlog} files. The
 * folder is tried before the load; where writing fails afterwards, a sentence goes to the fork's standard error and the
 * figures are kept.
 */
public final class LatencyProfiler implements InternalProfiler {
    private final Optional<Path> dir;
    private final IterationNames names = new IterationNames(ForkAssignment.forkNumber());
    private long start;

    public LatencyProfiler() throws ProfilerException {
        this("");
    }

    /** @throws ProfilerException with one sentence about an option that is wrong */
    public LatencyProfiler(String options) throws ProfilerException {
        this.dir = folder(options);
    }

    static Optional<Path> folder(String line) throws ProfilerException {
        ProfilerOptions options = new ProfilerOptions("latency", "dir=latencies", LatencyProfiler::reported);
        OptionSpec<Path> dir = options.folder(
                "Folder for the histograms, for each fork and iteration one .hlog and one .hgrm for each kind of call.");
        return Optional.ofNullable(options.parse(line).valueOf(dir));
    }

    private static List<Metric> reported() {
        List<Metric> metrics = new ArrayList<>(Latencies.all());
        metrics.add(Metric.CLOCK_OVERHEAD);
        return metrics;
    }

    @Override
    public String getDescription() {
        return "Latency of single calls of the allocator: percentiles of malloc, realloc and free, histogram files;"
                + " -prof latency:help tells";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        dir.ifPresent(
                folder -> WholeFile.prepare(folder, "No histogram", "give another folder with -prof latency:dir=DIR"));
        LatencyRecorder.current().begin();
        start = System.currentTimeMillis();
    }

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long end = System.currentTimeMillis();
        Optional<NativeLatency> latency = LatencyRecorder.current().end();
        names.next(iteration.getType());
        if (latency.isEmpty() || result.getRawPrimaryResults().isEmpty()) {
            // Nothing was timed, or the benchmark threw, which JMH reports afterwards.
            return List.of();
        }
        Latencies latencies = Latencies.of(latency.get()::counts);
        if (iteration.getType() == IterationType.MEASUREMENT) {
            dir.ifPresent(folder -> write(folder, benchmark, latencies, end));
        }
        List<Figure> metrics = new ArrayList<>(latencies.metrics());
        metrics.add(Metric.CLOCK_OVERHEAD.at(latency.get().overhead()));
        return metrics.stream().map(Figure::result).toList();
    }

    private void write(Path folder, BenchmarkParams benchmark, Latencies latencies, long end) {
        try {
            LatencyFiles.write(folder, names.name(benchmark), latencies, start, end);
        } catch (IOException e) {
            System.err.println("The histograms of iteration " + names.number() + " were not written to " + folder + " ("
                    + Problem.of(e) + "); the iteration's figures are kept.");
        }
    }
}
