// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Figure;
import ebb.results.Rung;
import ebb.results.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One iteration as it was observed.
 *
 * @param base the fork before its first burst
 * @param bursts at least one, in order of time
 * @param warm how many of them ran back to back, before the first idle period; 0 where none did
 * @param cycles those bursts that an idle period followed, at least the last
 * @param samplerCpu CPU time of the sampling thread, nanoseconds
 * @param error by how much what the kernel says may be off
 * @param more what else is known of who was observed
 * @param release of the last cycle; empty where no release calls are made
 * @param why empty where nobody asked
 */
record Recording(
        KernelFiles.Rollup base,
        List<Cycle.Burst> bursts,
        int warm,
        List<Cycle> cycles,
        Timeline timeline,
        long samplerCpu,
        RssError error,
        List<Figure> more,
        Optional<Release> release,
        Optional<Inquiry.Why> why) {
    private static final String STATUS = "VmHWM:\t    4096 kB\nVmRSS:\t    4096 kB\n";
    private static final String BASE = "Rss:  1024 kB\nLazyFree:  0 kB\nAnonHugePages:  0 kB\nSwap:  0 kB\n";
    private static final String IDLE = "Rss:  2048 kB\nLazyFree:  0 kB\nAnonHugePages:  0 kB\nSwap:  0 kB\n";

    /** The last cycle's, and what all bursts together show. */
    List<Figure> metrics() {
        Cycle last = cycles.get(cycles.size() - 1);
        List<Figure> metrics = new ArrayList<>(
                Residency.of(base, last, timeline, samplerCpu, error).metrics());
        List<Long> peaks =
                bursts.stream().map(burst -> Residency.peak(burst, timeline)).toList();
        metrics.addAll(new Again(bursts, peaks, warm, timeline).metrics());
        metrics.addAll(more);
        release.ifPresent(cost -> metrics.addAll(cost.metrics()));
        why.ifPresent(found -> metrics.addAll(found.metrics(base, last)));
        return metrics;
    }

    /**
     * Runs the code of an iteration once on small literals.
     *
     * <p>Class loading takes memory that stays resident. After the base it would count as retained by the allocator;
     * before, it is part of the base.
     *
     * @return every figure that an iteration may have
     */
    static List<Figure> rehearse() {
        Cycle cycle = new Cycle(
                new Cycle.Burst(1, 2, KernelFiles.Status.parse(STATUS), 1, 1, 1),
                new Cycle.Idle(4, 1, KernelFiles.Rollup.parse(IDLE)),
                Optional.of(new Cycle.Requests(2 << 20, 1, 0, 2, 1)));
        List<Cycle> cycles = List.of(cycle);
        KernelFiles.Rollup idle = cycle.idle().memory();
        Ladder ladder = Ladder.climb(
                Rung.Order.CHEAPEST_FIRST,
                new Waiting(idle.held(), idle.held()),
                rung -> true,
                () -> {},
                () -> idle,
                System::nanoTime);
        Heap.Books books = Heap.Books.of(book -> OptionalLong.of(1));
        List<Cycle.Burst> bursts = List.of(cycle.burst(), cycle.burst(), cycle.burst());
        Timeline timeline = Timeline.of(
                new long[] {1, 2, 3},
                new long[] {1 << 20, 4 << 20, 2 << 20},
                new long[3],
                Cycle.spans(bursts, cycles, ladder.rungs()));
        Recording recording = new Recording(
                KernelFiles.Rollup.parse(BASE),
                bursts,
                2,
                cycles,
                timeline,
                1,
                RssError.here(),
                List.of(),
                Optional.of(new Release(1, 1, 1)),
                Optional.of(new Inquiry.Why(ladder, new Heap(books, books, books, books))));
        List<Figure> metrics = recording.metrics();
        RssProfiler.results(metrics);
        timeline.csv();
        return metrics;
    }
}
