// SPDX-License-Identifier: Apache-2.0
package ebb.latency;

import ebb.base.EbbException;
import ebb.shim.LatencyOf;
import ebb.shim.NativeLatency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The histograms of an iteration, in nanoseconds, by label: {@code malloc} and {@code free}, {@code realloc} where the load
 * has any, and {@code malloc.first} for the first 100 ms of a burst, which {@code malloc} then leaves out.
 */
record Latencies(Map<String, Histogram> byLabel) {
    private static final int DIGITS = 3;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    /**
     * Copies them.
     *
     * @param counts of each histogram, as {@link NativeLatency#counts} has them
     * @throws EbbException where there was no malloc or no free to time: a figure would be made up
     */
    static Latencies of(Function<LatencyOf, long[]> counts) {
        Map<String, Histogram> all = new LinkedHashMap<>();
        all.put("malloc", histogram(counts.apply(LatencyOf.MALLOC)));
        all.put("free", histogram(counts.apply(LatencyOf.FREE)));
        all.forEach((label, histogram) -> requireSome(label, histogram));
        addIfAny(all, "realloc", histogram(counts.apply(LatencyOf.REALLOC)));
        addIfAny(all, "malloc.first", histogram(counts.apply(LatencyOf.FIRST_MALLOC)));
        return new Latencies(all);
    }

    private static void requireSome(String label, Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            throw new EbbException("The iteration made no " + label + " that could be timed (of a burst those after its"
                    + " first 100 ms): leave out -prof latency, or give it a load that lasts longer.");
        }
    }

    private static void addIfAny(Map<String, Histogram> all, String label, Histogram histogram) {
        if (histogram.getTotalCount() > 0) {
            all.put(label, histogram);
        }
    }

    static Histogram histogram(long[] counts) {
        Histogram histogram = new Histogram(1, NativeLatency.HIGHEST, DIGITS);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                histogram.recordValueWithCount(Math.min(NativeLatency.valueAt(i), NativeLatency.HIGHEST), counts[i]);
            }
        }
        return histogram;
    }

    /** {@code malloc.p50} … {@code malloc.p99.99}, {@code malloc.max} and so on, in ns; the mean over iterations. */
    List<ScalarResult> results() {
        List<ScalarResult> results = new ArrayList<>();
        byLabel.forEach((label, histogram) -> {
            for (double percentile : PERCENTILES) {
                results.add(result(
                        label + ".p" + Double.toString(percentile).replaceFirst("\\.0$", ""),
                        histogram.getValueAtPercentile(percentile)));
            }
            results.add(result(label + ".max", histogram.getMaxValue()));
        });
        return results;
    }

    /** AVG has an error figure, where JMH's other policies have none. */
    static ScalarResult result(String label, double nanoseconds) {
        return new ScalarResult(label, nanoseconds, "ns", AggregationPolicy.AVG);
    }
}
