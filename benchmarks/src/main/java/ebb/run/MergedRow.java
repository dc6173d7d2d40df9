// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.results.RowKey;
import ebb.results.RunFolder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.WorkloadParams;

/**
 * A row over all its forks that gave a result.
 *
 * @param rounds of the forks, in the order of the raw data; failed forks' are missing
 * @param result its raw data is in the order of the rounds, whenever the forks ran
 */
record MergedRow(Row row, List<Integer> rounds, RunResult result) {

    /**
     * The rows of which at least one fork gave a result, in JMH's order.
     *
     * @param results by the fork's index in the list; those of warm-up forks are left out
     */
    static List<MergedRow> of(List<ForkPlan> forks, Map<Integer, RunResult> results) {
        Map<Row, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < forks.size(); i++) {
            if (!forks.get(i).warmup() && results.containsKey(i)) {
                places.computeIfAbsent(forks.get(i).row(), row -> new ArrayList<>())
                        .add(i);
            }
        }
        List<MergedRow> merged = new ArrayList<>();
        places.forEach((row, of) -> merged.add(new MergedRow(
                row,
                of.stream().map(i -> forks.get(i).fork()).toList(),
                merge(row, of.stream().map(results::get).toList()))));
        merged.sort(Comparator.comparing(MergedRow::result, RunResult.DEFAULT_SORT_COMPARATOR));
        return merged;
    }

    RunFolder.Rounds roundsOfForks() {
        return new RunFolder.Rounds(RowKey.of(result.getParams()), rounds);
    }

    /**
     * @param forks one result for each fork, at least one; their number becomes the merged "forks", so that it always
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
}
