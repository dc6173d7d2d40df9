// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.WorkloadParams;

/** Puts the results of single forks together into what JMH would have returned for all of them. */
final class Results {
    private Results() {}

    /**
     * The row's result over all its forks.
     *
     * @param forks one result of one fork each, at least one; the merged "forks" is their number, so that it always
     *     equals the rows of raw data
     */
    static RunResult merge(Row row, List<RunResult> forks) {
        List<BenchmarkResult> all = new ArrayList<>();
        forks.forEach(fork -> all.addAll(fork.getBenchmarkResults()));
        return new RunResult(params(row, forks.get(0).getParams(), all.size()), all);
    }

    private static BenchmarkParams params(Row row, BenchmarkParams one, int forks) {
        WorkloadParams values = new WorkloadParams();
        row.params().forEach(p -> values.put(p.name(), p.value(), p.order()));
        return new BenchmarkParams(
                one.getBenchmark(),
                one.generatedBenchmark(),
                one.shouldSynchIterations(),
                one.getThreads(),
                one.getThreadGroups(),
                one.getThreadGroupLabels(),
                forks,
                row.warmupForks(),
                one.getWarmup(),
                one.getMeasurement(),
                one.getMode(),
                values,
                one.getTimeUnit(),
                one.getOpsPerInvocation(),
                one.getJvm(),
                one.getJvmArgs(),
                one.getJdkVersion(),
                one.getVmName(),
                one.getVmVersion(),
                one.getJmhVersion(),
                one.getTimeout());
    }

    /** The text that JMH writes for these results, as UTF-8. */
    static byte[] bytes(ResultFormatType format, Collection<RunResult> results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(format, out).writeOut(results);
        }
        return bytes.toByteArray();
    }
}
