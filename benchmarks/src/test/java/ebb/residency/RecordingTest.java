// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static ebb.residency.Bursts.MIB;
import static ebb.residency.Bursts.SECOND;
import static ebb.residency.Bursts.cycle;
import static ebb.residency.Bursts.everySecond;
import static ebb.residency.Bursts.figure;
import static ebb.residency.Bursts.rollup;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.results.Figure;
import ebb.results.Rung;
import ebb.results.Timeline;
import ebb.shim.NativeBooks.Book;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordingTest {
    private static final Cycle CYCLE = cycle(500, 490, rollup(120));
    private static final Timeline TIMELINE =
            everySecond(CYCLE, 100, 300, 450, 490, 400, 300, 300, 200, 170, 140, 120, 120, 120, 120);

    private static List<Figure> metrics(Optional<Release> release, Optional<Inquiry.Why> why) {
        return new Recording(
                        rollup(100),
                        List.of(CYCLE.burst()),
                        0,
                        List.of(CYCLE),
                        TIMELINE,
                        39_000_000,
                        RssError.here(),
                        List.of(),
                        release,
                        why)
                .metrics();
    }

    @Test
    void whatNobodyAskedForIsNotThere() {
        assertThat(metrics(Optional.empty(), Optional.empty()))
                .isEqualTo(Residency.of(rollup(100), CYCLE, TIMELINE, 39_000_000, RssError.here())
                        .metrics());
    }

    @Test
    void whatNobodyCountsHasNoFigure() {
        Cycle uncounted = new Cycle(CYCLE.burst(), CYCLE.idle(), Optional.empty());

        List<Figure> all = metrics(Optional.empty(), Optional.empty());
        List<Figure> some = Residency.of(rollup(100), uncounted, TIMELINE, 39_000_000, RssError.here())
                .metrics();

        List<String> without = List.of("live.peak", "live.blocks", "live.idle", "overhead", "frees.remote");
        assertThat(all).extracting(Bursts::label).containsAll(without);
        assertThat(some)
                .isEqualTo(all.stream()
                        .filter(figure -> !without.contains(Bursts.label(figure)))
                        .toList());
    }

    @Test
    void whatWasAskedForFollowsAndChangesNothing() {
        Ladder ladder = new Ladder(List.of(new Ladder.Step(Rung.WAIT, 0, 0, rollup(110))), 0);
        Heap.Books books = new Heap.Books(Map.of(Book.INUSE, 8 * MIB, Book.CACHED, 9 * MIB));

        List<Figure> metrics = metrics(
                Optional.of(new Release(SECOND, 1_000_000, 1)),
                Optional.of(new Inquiry.Why(ladder, new Heap(books, books, books, books))));

        assertThat(metrics.subList(0, 23)).isEqualTo(metrics(Optional.empty(), Optional.empty()));
        assertThat(metrics.subList(23, metrics.size()))
                .containsExactly(
                        figure("release.cpu", 1.0, "s"),
                        figure("release.max", 1.0, "ms"),
                        figure("release.calls", 1.0, "calls"),
                        figure("why.wait", 10.0, "MiB"),
                        figure("why.rest", 5.0, "MiB"),
                        figure("why.drift", 0.0, "MiB"),
                        figure("heap.inuse", 8.0, "MiB"),
                        figure("heap.cached", 9.0, "MiB"),
                        figure("heap.inuse.peak", 8.0, "MiB"),
                        figure("heap.cached.peak", 9.0, "MiB"),
                        figure("heap.inuse.ladder", 8.0, "MiB"),
                        figure("heap.cached.ladder", 9.0, "MiB"),
                        figure("heap.gap", 20.0, "MiB"));
    }

    @Test
    void thePeaksOfAllBurstsMakeTheRatchet() {
        Cycle.Burst first = new Cycle.Burst(1, 2, new KernelFiles.Status(300 * MIB, 0), 1, 1, 1);
        Cycle.Burst second = new Cycle.Burst(3, 4, new KernelFiles.Status(400 * MIB, 0), 1, 1, 1);

        assertThat(new Recording(
                                rollup(100),
                                List.of(first, second, CYCLE.burst()),
                                2,
                                List.of(CYCLE),
                                TIMELINE,
                                1,
                                RssError.here(),
                                List.of(),
                                Optional.empty(),
                                Optional.empty())
                        .metrics())
                .contains(figure("rss.ratchet", 100.0, "MiB/burst"))
                .extracting(Bursts::label)
                .contains("again.ratio", "again.cpu", "again.faults");
    }
}
