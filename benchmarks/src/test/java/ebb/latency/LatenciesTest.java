// SPDX-License-Identifier: Apache-2.0
package ebb.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ebb.base.EbbException;
import ebb.results.Figure;
import ebb.shim.NativeLatency;
import ebb.shim.NativeLatency.Calls;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;

class LatenciesTest {
    /** 9,000 of 20 ns, 900 of 100 ns, 90 of 1,500 ns, 9 of 2,048 ns (the first of two to an index), 1 of about 1 ms. */
    private static final Map<Integer, Long> MALLOC = Map.of(20, 9000L, 100, 900L, 1500, 90L, 2048, 9L, 10_194, 1L);

    private static final Map<Integer, Long> FREE = Map.of(12, 4L);

    @Test
    void indexesHaveTheValuesOfAnHdrHistogram() {
        Histogram one = new Histogram(1, NativeLatency.HIGHEST, 3);
        for (int index : new int[] {0, 1, 2047, 2048, 2049, 3071, 3072, 10_194, 33_000}) {
            long value = NativeLatency.valueAt(index);
            assertThat(one.lowestEquivalentValue(value)).as("index %d", index).isEqualTo(value);
            assertThat(one.nextNonEquivalentValue(value))
                    .as("index %d", index)
                    .isEqualTo(NativeLatency.valueAt(index + 1));
        }
        assertThat(NativeLatency.valueAt(10_194)).isEqualTo((1024 + 978L) << 8);
    }

    @Test
    void percentilesAreSecondaryResultsInNanoseconds() {
        Latencies latencies = of(Map.of(Calls.MALLOC, MALLOC, Calls.FREE, FREE));

        // A bucket is told by its highest value.
        assertThat(latencies.metrics().stream().map(Figure::result))
                .extracting(Result::getLabel, Result::getScore, Result::getScoreUnit, Result::getRole)
                .containsExactly(
                        tuple("malloc.p50", 20.0, "ns", ResultRole.SECONDARY),
                        tuple("malloc.p90", 20.0, "ns", ResultRole.SECONDARY),
                        tuple("malloc.p99", 100.0, "ns", ResultRole.SECONDARY),
                        tuple("malloc.p99.9", 1500.0, "ns", ResultRole.SECONDARY),
                        tuple("malloc.p99.99", 2049.0, "ns", ResultRole.SECONDARY),
                        tuple("malloc.max", 512_767.0, "ns", ResultRole.SECONDARY),
                        tuple("free.p50", 12.0, "ns", ResultRole.SECONDARY),
                        tuple("free.p90", 12.0, "ns", ResultRole.SECONDARY),
                        tuple("free.p99", 12.0, "ns", ResultRole.SECONDARY),
                        tuple("free.p99.9", 12.0, "ns", ResultRole.SECONDARY),
                        tuple("free.p99.99", 12.0, "ns", ResultRole.SECONDARY),
                        tuple("free.max", 12.0, "ns", ResultRole.SECONDARY));
    }

    @Test
    void reallocsAndTheFirstOfABurstAreThereWhereTheyWereMade() {
        Latencies latencies = of(Map.of(
                Calls.MALLOC,
                MALLOC,
                Calls.FREE,
                FREE,
                Calls.REALLOC,
                Map.of(300, 1L),
                Calls.FIRST_MALLOC,
                Map.of(700, 2L)));

        assertThat(latencies.metrics().stream().map(Figure::result))
                .extracting(Result::getLabel, Result::getScore)
                .hasSize(24)
                .contains(tuple("realloc.p50", 300.0), tuple("malloc.first.p99", 700.0));
    }

    @Test
    void whatWasNotTimedIsNoFigure() {
        assertThatThrownBy(() -> of(Map.of(Calls.FREE, FREE)))
                .isInstanceOf(EbbException.class)
                .hasMessage(
                        "The iteration made no malloc that could be timed (in a burst, those after its first 100 ms):"
                                + " leave out -prof latency, or choose a load that lasts longer.");
        assertThatThrownBy(() -> of(Map.of(Calls.MALLOC, MALLOC)))
                .hasMessageStartingWith("The iteration made no free ");
    }

    @Test
    void filesAreReadByHdrHistogramsTools() throws Exception {
        Latencies latencies = of(Map.of(Calls.MALLOC, MALLOC, Calls.FREE, FREE));

        String hlog = new String(
                LatencyFiles.hlog(latencies, 1_700_000_000_000L, 1_700_000_002_500L), StandardCharsets.UTF_8);
        try (HistogramLogReader reader =
                new HistogramLogReader(new ByteArrayInputStream(hlog.getBytes(StandardCharsets.UTF_8)))) {
            EncodableHistogram malloc = reader.nextIntervalHistogram();
            assertThat(malloc.getTag()).isEqualTo("malloc");
            assertThat(malloc).isEqualTo(latencies.byLabel().get("malloc"));
            assertThat(malloc.getEndTimeStamp() - malloc.getStartTimeStamp()).isEqualTo(2500);
            assertThat(reader.nextIntervalHistogram().getTag()).isEqualTo("free");
            assertThat(reader.nextIntervalHistogram()).isNull();
        }
        String hgrm = new String(
                LatencyFiles.hgrm(Objects.requireNonNull(latencies.byLabel().get("malloc"))), StandardCharsets.UTF_8);
        assertThat(hgrm).contains("Value     Percentile TotalCount").contains("Total count    =        10000");
    }

    private static Latencies of(Map<Calls, Map<Integer, Long>> histograms) {
        return Latencies.of(of -> {
            long[] counts = new long[NativeLatency.LENGTH];
            histograms.getOrDefault(of, Map.of()).forEach((index, count) -> counts[index] = count);
            return counts;
        });
    }
}
