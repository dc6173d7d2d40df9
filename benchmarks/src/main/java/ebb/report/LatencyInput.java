// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.base.EbbException;
import ebb.results.IterationNames;
import ebb.results.ResultRow;
import ebb.results.RunFolder;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/** Reads the histograms that the profiler 'latency' kept. */
final class LatencyInput {
    private LatencyInput() {}

    /**
     * By the kind of call, all forks of a row in one histogram each, of each fork its last iteration.
     *
     * @throws EbbException where a file is none of HdrHistogram's logs
     */
    static Map<String, Histogram> read(RunInput run, ResultRow row) {
        Map<String, Histogram> byCall = new LinkedHashMap<>();
        for (Path hlog : IterationNames.lastOfEachFork(run.folder().resolve(RunFolder.LATENCIES), row.key(), ".hlog")) {
            add(hlog, byCall);
        }
        return byCall;
    }

    private static void add(Path hlog, Map<String, Histogram> byCall) {
        try (HistogramLogReader reader = new HistogramLogReader(hlog.toFile())) {
            while (reader.hasNext()) {
                EncodableHistogram next = reader.nextIntervalHistogram();
                if (next instanceof Histogram histogram && histogram.getTag() != null) {
                    byCall.merge(histogram.getTag(), histogram, LatencyInput::sum);
                }
            }
        } catch (FileNotFoundException | RuntimeException e) {
            throw new EbbException(hlog + " is not a histogram log that Ebb wrote; remove it or give another run.");
        }
    }

    private static Histogram sum(Histogram a, Histogram b) {
        Histogram sum = new Histogram(a.getNumberOfSignificantValueDigits());
        sum.setAutoResize(true);
        sum.add(a);
        sum.add(b);
        return sum;
    }

    /** The curve over percentiles, as far as the number of calls tells it. */
    static LatencySection.Curve curve(int allocator, Histogram histogram) {
        long calls = histogram.getTotalCount();
        List<Long> nanos = new ArrayList<>();
        double above = 1;
        for (int i = 0; above * calls >= 1; i++) {
            nanos.add(histogram.getValueAtPercentile(100 * (1 - above)));
            above = Math.pow(10, -(i + 1.0) / LatencySection.STEPS);
        }
        return new LatencySection.Curve(
                allocator, calls, nanos, histogram.getValueAtPercentile(50), histogram.getMaxValue());
    }
}
