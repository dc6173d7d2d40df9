// SPDX-License-Identifier: Apache-2.0
package ebb.latency;

import ebb.base.EbbException;
import ebb.results.Figure;
import ebb.results.Metric;
import ebb.shim.NativeLatency;
import ebb.shim.NativeLatency.Calls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * The histograms of an iteration, in nanoseconds, by label: {@code malloc} and {@code free}, {@code realloc} where the load
 * has any, and {@code malloc.first} for the first 100 ms of a burst, which {@code malloc} then leaves out.
 */
record Latencies(Map<String, Histogram> byLabel) {
    private static final int DIGITS = 3;

    /** The calls that every load must have made. */
    private static final List<String> REQUIRED = List.of("malloc", "free");

    /** The histogram of each label, in the order of the results. */
    private static final Map<String, Calls> CALLS = calls();

    private static Map<String, Calls> calls() {
        Map<String, Calls> calls = new LinkedHashMap<>();
        calls.put("malloc", Calls.MALLOC);
        calls.put("free", Calls.FREE);
        calls.put("realloc", Calls.REALLOC);
        calls.put("malloc.first", Calls.FIRST_MALLOC);
        return calls;
    }

    /**
     * @param counts of each histogram, see {@link NativeLatency#counts}
     * @throws EbbException where no malloc or no free was timed
     */
    static Latencies of(Function<Calls, long[]> counts) {
        Map<String, Histogram> all = new LinkedHashMap<>();
        CALLS.forEach((label, calls) -> {
            Histogram histogram = histogram(counts.apply(calls));
            if (histogram.getTotalCount() > 0) {
                all.put(label, histogram);
            } else if (REQUIRED.contains(label)) {
                throw new EbbException(
                        "The iteration made no " + label + " that could be timed (in a burst, those after"
                                + " its first 100 ms): leave out -prof latency, or choose a load that lasts longer.");
            }
        });
        return new Latencies(all);
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

    /** {@code malloc.p50} … {@code malloc.p99.99}, {@code malloc.max} and so on. */
    List<Figure> metrics() {
        List<Figure> metrics = new ArrayList<>();
        byLabel.forEach((label, histogram) -> {
            for (double percentile : Metric.PERCENTILES) {
                metrics.add(Metric.latency(label, percentile).at(histogram.getValueAtPercentile(percentile)));
            }
            metrics.add(Metric.longest(label).at(histogram.getMaxValue()));
        });
        return metrics;
    }

    /** Every metric that {@link #metrics} may have. */
    static List<Metric> all() {
        Map<String, Histogram> empty = new LinkedHashMap<>();
        CALLS.keySet().forEach(label -> empty.put(label, histogram(new long[0])));
        return new Latencies(empty).metrics().stream().map(Figure::metric).toList();
    }
}
