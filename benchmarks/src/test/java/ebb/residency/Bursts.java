// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Figure;
import ebb.results.Metric;
import ebb.results.Timeline;
import ebb.results.Timeline.Span;
import java.util.List;
import java.util.Optional;

/** Literal bursts: from second 1 to second 3, then 10 s of idle; sizes in MiB. */
public final class Bursts {
    static final long MIB = 1 << 20;
    static final long SECOND = 1_000_000_000L;

    private Bursts() {}

    static KernelFiles.Rollup rollup(long rss) {
        return new KernelFiles.Rollup(rss * MIB, 3 * MIB, 6 * MIB, 0);
    }

    static Cycle cycle(long highWater, long rssAtEnd, KernelFiles.Rollup idle) {
        return new Cycle(
                new Cycle.Burst(
                        SECOND,
                        3 * SECOND,
                        new KernelFiles.Status(highWater * MIB, rssAtEnd * MIB),
                        1_500_000_000L,
                        250_000_000L,
                        12345),
                new Cycle.Idle(13 * SECOND, 40_000_000L, idle),
                requests(200 * MIB, 4321, 5 * MIB, 8000, 6000));
    }

    static Optional<Cycle.Requests> requests(
            long livePeak, long livePeakBlocks, long live, long frees, long freesRemote) {
        return Optional.of(new Cycle.Requests(livePeak, livePeakBlocks, live, frees, freesRemote));
    }

    static List<Span> spans(Cycle cycle) {
        return Cycle.spans(List.of(cycle.burst()), List.of(cycle), List.of());
    }

    /** A sample at seconds 0, 1, 2 and so on. */
    static Timeline everySecond(Cycle cycle, long... rss) {
        long[] seconds = new long[rss.length];
        for (int i = 0; i < rss.length; i++) {
            seconds[i] = i;
        }
        return at(cycle, seconds, rss);
    }

    static Timeline at(Cycle cycle, long[] seconds, long[] rss) {
        long[] nanos = new long[rss.length];
        long[] bytes = new long[rss.length];
        for (int i = 0; i < rss.length; i++) {
            nanos[i] = seconds[i] * SECOND;
            bytes[i] = rss[i] * MIB;
        }
        return Timeline.of(nanos, bytes, new long[rss.length], spans(cycle));
    }

    static Figure figure(String label, double value, String unit) {
        Metric metric = Metric.of(label);
        assertThat(metric.unit()).isEqualTo(unit);
        return metric.at(value);
    }

    static String label(Figure figure) {
        return figure.metric().label();
    }

    static String unit(Figure figure) {
        return figure.metric().unit();
    }
}
