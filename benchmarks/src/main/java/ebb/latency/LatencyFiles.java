// SPDX-License-Identifier: Apache-2.0
package ebb.latency;

import ebb.base.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes an iteration's histograms for HdrHistogram's tools: {@code NAME.hlog} with all of them, each tagged with its
 * label, and for each {@code NAME-LABEL.hgrm}, its percentiles.
 */
final class LatencyFiles {
    /** Lines for each halving of the distance to 100 %. */
    private static final int STEPS = 5;

    private static final double MILLIS = 1e3;

    private LatencyFiles() {}

    /**
     * @param name without an ending
     * @param start of the iteration, milliseconds since 1970
     * @param end of the iteration
     */
    static void write(Path dir, String name, Latencies latencies, long start, long end) throws IOException {
        WholeFile.write(dir.resolve(name + ".hlog"), hlog(latencies, start, end));
        for (var entry : latencies.byLabel().entrySet()) {
            WholeFile.write(dir.resolve(name + "-" + entry.getKey() + ".hgrm"), hgrm(entry.getValue()));
        }
    }

    static byte[] hgrm(Histogram histogram) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            histogram.outputPercentileDistribution(out, STEPS, 1.0);
        }
        return bytes.toByteArray();
    }

    static byte[] hlog(Latencies latencies, long start, long end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            HistogramLogWriter log = new HistogramLogWriter(out);
            log.outputComment("[Ebb: latency of single calls of the allocator in ns]");
            log.outputLogFormatVersion();
            log.outputStartTime(start);
            log.setBaseTime(start);
            log.outputLegend();
            latencies.byLabel().forEach((label, histogram) -> {
                histogram.setTag(label);
                histogram.setStartTimeStamp(start);
                histogram.setEndTimeStamp(end);
                log.outputIntervalHistogram(0, (end - start) / MILLIS, histogram, 1.0);
            });
        }
        return bytes.toByteArray();
    }
}
