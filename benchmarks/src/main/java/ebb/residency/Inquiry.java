// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import ebb.residency.Slots.Slot;
import ebb.results.Figure;
import ebb.results.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out why memory stays: by the allocator's books over an iteration, and the ladder at its end. */
final class Inquiry {
    record Why(Ladder ladder, Heap heap) {
        List<Figure> metrics(KernelFiles.Rollup base, Cycle cycle) {
            List<Figure> metrics = new ArrayList<>(ladder.metrics(base, cycle));
            metrics.addAll(heap.metrics(cycle.idle().memory().rss() - base.rss()));
            return metrics;
        }
    }

    private final Subject subject;
    private final Subject.Bookkeeper books;
    private final Rung.Order order;
    private final Optional<Slots> slots = Slots.ofThisFork();

    private Heap.@Nullable Books base;
    private Heap.@Nullable Books idle;
    private @Nullable Ladder ladder;
    private Heap.@Nullable Books after;

    /** Opens the books: what that takes for good is part of the base. */
    Inquiry(Rung.Order asked, Subject subject) {
        this.subject = subject;
        this.books = subject.books();
        this.order = subject.order(asked);
        slots.ifPresent(Slots::rehearse);
    }

    void base() {
        base = books.read();
    }

    void beforeBurst() {
        books.watch();
    }

    void afterBurst() {
        books.unwatch();
    }

    void afterIdle() {
        idle = books.read();
        ladder = null;
    }

    /** The ladder, after the iteration's last idle period, while no other fork climbs. */
    void climb(Waiting waiting) {
        slots.ifPresent(turns -> waiting.until(() -> turns.tryTake(Slot.LADDER)));
        Runnable rest = () -> Settling.pause(Ladder.REST, "on the ladder");
        // HotSpot's nanoTime reads CLOCK_MONOTONIC, which the sampler reads too.
        ladder = Ladder.climb(order, waiting, this::climb, rest, subject::memory, System::nanoTime);
        after = books.read();
        slots.ifPresent(turns -> turns.giveBack(Slot.LADDER));
    }

    private boolean climb(Rung rung) {
        if (rung == Rung.REPEAT && slots.isPresent()) {
            return slots.get().inBurst(() -> subject.climb(rung));
        }
        return subject.climb(rung);
    }

    /** The steps of this iteration's ladder; none where it was not climbed. */
    List<Ladder.Step> steps() {
        return ladder == null ? List.of() : ladder.rungs();
    }

    Why end() {
        if (ladder == null || base == null || idle == null || after == null) {
            throw new EbbException("The iteration's ladder of probes did not come to its end.");
        }
        return new Why(ladder, new Heap(base, books.peak(), idle, after));
    }
}
