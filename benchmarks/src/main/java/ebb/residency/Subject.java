// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Figure;
import ebb.results.Rung;
import ebb.shim.Sampler;
import java.util.List;
import java.util.Optional;

/** Whose memory is observed; one thread at a time. */
public sealed interface Subject permits OwnProcess, ServiceTree {
    /** A new one of its memory, not started. */
    Sampler sampler(long interval, long capacity);

    /** Resident bytes, as often as one likes; exact within {@link #error}. */
    long rss();

    /** Exact, and dearer: between phases. */
    KernelFiles.Rollup memory();

    /** By how much the kernel may be off. */
    RssError error();

    /** At once before a burst. */
    void beforeBurst();

    /** At once after it. */
    Cycle.Burst afterBurst();

    /** At once after the idle period that followed. */
    Cycle afterIdle(Cycle.Burst burst);

    /** What else is known of it after the idle period, besides its memory. */
    List<Figure> figures();

    /** The thread of its that releases memory every so often; empty where it has none that it tells of itself. */
    Optional<Release.Meter> releaser();

    /** What its allocator says of itself. */
    Bookkeeper books();

    /** The rungs that can be climbed, where these were asked for. */
    Rung.Order order(Rung.Order asked);

    /** Does what a rung does; whether its allocator has that. */
    boolean climb(Rung rung);

    /** It ends: a sampler of its no longer looks at it. */
    void end(Sampler sampler);

    /** The books of its allocator. */
    interface Bookkeeper {
        /** As they are now. */
        Heap.Books read();

        /** Until {@link #unwatch}, they are taken at each new peak, where somebody can. */
        void watch();

        void unwatch();

        /** When most was live, while watched. */
        Heap.Books peak();
    }
}
