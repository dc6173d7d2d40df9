// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.base.EbbException;
import ebb.results.Figure;
import ebb.results.Rung;
import ebb.shim.NativeBooks;
import ebb.shim.NativeBurst;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds out why memory stays: by the allocator's books over an iteration, and the ladder at its end. */
final class Inquiry {
    record Why(Ladder ladder, Heap heap) {
        List<Figure> metrics(KernelFiles.Rollup base, Cycle.Idle idle) {
            List<Figure> metrics = new ArrayList<>(ladder.metrics(base, idle));
            metrics.addAll(heap.metrics(idle.memory().rss() - base.rss()));
            return metrics;
        }
    }

    private final NativeBooks books = new NativeBooks();
    private final Rung.Order order;

    private final boolean kept;

    private Heap.@Nullable Books base;
    private Heap.@Nullable Books idle;
    private @Nullable Ladder ladder;
    private Heap.@Nullable Books after;

    /** Reads the books once: memory that this takes for good is part of the base. */
    Inquiry(Rung.Order order) {
        this.order = order;
        kept = books.read();
    }

    void base() {
        base = read();
    }

    /** Until {@link #afterBurst}, a thread reads the books at each new peak. */
    void beforeBurst(NativeBurst burst) {
        if (kept) {
            books.watch(burst);
        }
    }

    void afterBurst() {
        if (kept) {
            books.unwatch();
        }
    }

    void afterIdle() {
        idle = read();
        ladder = null;
    }

    void climb(NativeBurst burst, Waiting waiting, Supplier<KernelFiles.Rollup> memory) {
        Runnable rest = () -> Settling.pause(Ladder.REST, "on the ladder");
        // HotSpot's nanoTime reads CLOCK_MONOTONIC, which the sampler reads too.
        ladder = Ladder.climb(order, waiting, burst::probe, rest, memory, System::nanoTime);
        after = read();
    }

    /** The steps of this iteration's ladder; none where it was not climbed. */
    List<Ladder.Step> steps() {
        return ladder == null ? List.of() : ladder.rungs();
    }

    Why end() {
        if (ladder == null || base == null || idle == null || after == null) {
            throw new EbbException("The iteration's ladder of probes did not come to its end.");
        }
        return new Why(ladder, new Heap(base, Heap.Books.of(books::peak), idle, after));
    }

    private Heap.Books read() {
        if (kept) {
            books.read();
        }
        return Heap.Books.of(books::value);
    }
}
