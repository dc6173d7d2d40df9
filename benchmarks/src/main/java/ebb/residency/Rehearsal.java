// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Timeline;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads, computes and writes once what an iteration does, on small literals, and throws the outcome away.
 *
 * <p>Loading a class takes memory that stays resident. Done after the base was taken it would be counted as retained by
 * the allocator; done here it is part of the base.
 */
final class Rehearsal {
    private static final String STATUS = "VmHWM:\t    4096 kB\nVmRSS:\t    4096 kB\n";
    private static final String BASE = "Rss:  1024 kB\nLazyFree:  0 kB\nAnonHugePages:  0 kB\nSwap:  0 kB\n";
    private static final String IDLE = "Rss:  2048 kB\nLazyFree:  0 kB\nAnonHugePages:  0 kB\nSwap:  0 kB\n";

    private Rehearsal() {}

    static void run() {
        Cycle cycle = new Cycle(
                new Cycle.Burst(1, 2, StatusFile.parse(STATUS), 1, 1, 1, 2 << 20, 1),
                new Cycle.Idle(4, 1, SmapsRollup.parse(IDLE), 0, 2, 1));
        List<Cycle> cycles = List.of(cycle);
        Ladder ladder = Ladder.climb(probe -> true, () -> {}, () -> SmapsRollup.parse(IDLE), () -> 5);
        Heap.Books books = Heap.Books.of(book -> OptionalLong.of(1));
        List<Cycle.Burst> bursts = List.of(cycle.burst(), cycle.burst(), cycle.burst());
        Timeline timeline = Timeline.of(
                new long[] {1, 2, 3},
                new long[] {1 << 20, 4 << 20, 2 << 20},
                new long[3],
                Cycle.spans(bursts, cycles, ladder.rungs()));
        Recording recording = new Recording(
                SmapsRollup.parse(BASE),
                bursts,
                2,
                cycles,
                timeline,
                1,
                Optional.of(new Release(1, 1, 1)),
                Optional.of(new Why(ladder, new Heap(books, books, books, books))));
        RssProfiler.results(recording.metrics());
        timeline.csv();
    }
}
