// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.base.EbbException;
import ebb.base.WholeFile;
import ebb.results.ResultRow;
import ebb.results.RunData;
import ebb.results.RunFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * The latencies of one allocator's calls of one kind, over all its forks.
 *
 * @param allocator index into {@link Report#allocators()}
 * @param calls how many were timed
 * @param nanos at the percentile {@code 1 - 10^(-i / STEPS)}; it ends where fewer than one call would be above
 * @param median of all calls, nanoseconds
 * @param longest of all calls, nanoseconds
 */
record LatencyCurve(int allocator, long calls, List<Long> nanos, long median, long longest) {
    /** Points for each factor of ten by which the distance to 100 % shrinks. */
    static final int STEPS = 8;

    static LatencyCurve of(int allocator, Histogram histogram) {
        long calls = histogram.getTotalCount();
        List<Long> nanos = new ArrayList<>();
        double above = 1;
        for (int i = 0; above * calls >= 1; i++) {
            nanos.add(histogram.getValueAtPercentile(100 * (1 - above)));
            above = Math.pow(10, -(i + 1.0) / STEPS);
        }
        return new LatencyCurve(allocator, calls, nanos, histogram.getValueAtPercentile(50), histogram.getMaxValue());
    }

    /**
     * What the latency profiler kept of a row, by the kind of call: the last iterations of all forks in one histogram.
     *
     * @throws EbbException where a file is not a log of HdrHistogram
     */
    static Map<String, Histogram> histograms(RunData run, ResultRow row) {
        Map<String, Histogram> byCall = new LinkedHashMap<>();
        for (Path hlog : run.files(RunFolder.LATENCIES, row, ".hlog")) {
            add(hlog, byCall);
        }
        return byCall;
    }

    private static void add(Path hlog, Map<String, Histogram> byCall) {
        Map<String, Histogram> found = new LinkedHashMap<>();
        try (HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(WholeFile.bytes(hlog)))) {
            while (reader.hasNext()) {
                EncodableHistogram next = reader.nextIntervalHistogram();
                if (next instanceof Histogram histogram && histogram.getTag() != null) {
                    found.put(histogram.getTag(), histogram);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw foreign(hlog);
        }
        if (found.isEmpty()) {
            throw foreign(hlog); // its lines are none that the reader knows, and it passes over those
        }
        found.forEach((call, histogram) -> byCall.merge(call, histogram, LatencyCurve::sum));
    }

    private static EbbException foreign(Path hlog) {
        return new EbbException(hlog + " is not a histogram log that Ebb wrote; remove it or give another run.");
    }

    private static Histogram sum(Histogram a, Histogram b) {
        Histogram sum = new Histogram(a.getNumberOfSignificantValueDigits());
        sum.setAutoResize(true);
        sum.add(a);
        sum.add(b);
        return sum;
    }
}
