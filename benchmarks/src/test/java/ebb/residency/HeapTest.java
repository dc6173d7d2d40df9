// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import static ebb.residency.Bursts.MIB;
import static ebb.residency.Bursts.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ebb.results.Figure;
import ebb.shim.NativeBooks.Book;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HeapTest {
    private static final Heap.Books NONE = new Heap.Books(Map.of());

    private static Heap.Books all(long inUse, long cached, long metadata, long returned) {
        return new Heap.Books(Map.of(
                Book.INUSE, inUse * MIB,
                Book.CACHED, cached * MIB,
                Book.METADATA, metadata * MIB,
                Book.RETURNED, returned * MIB));
    }

    @Test
    void everyFigureOfEveryTime() {
        Heap heap = new Heap(all(10, 20, 3, 1), all(300, 40, 4, 2), all(11, 330, 5, 6), all(12, 13, 14, 15));

        assertThat(heap.metrics(400 * MIB))
                .extracting(Bursts::label, Figure::value, Bursts::unit)
                .containsExactlyInAnyOrder(
                        tuple("heap.inuse", 11.0, "MiB"),
                        tuple("heap.cached", 330.0, "MiB"),
                        tuple("heap.metadata", 5.0, "MiB"),
                        tuple("heap.returned", 6.0, "MiB"),
                        tuple("heap.inuse.peak", 300.0, "MiB"),
                        tuple("heap.cached.peak", 40.0, "MiB"),
                        tuple("heap.metadata.peak", 4.0, "MiB"),
                        tuple("heap.returned.peak", 2.0, "MiB"),
                        tuple("heap.inuse.ladder", 12.0, "MiB"),
                        tuple("heap.cached.ladder", 13.0, "MiB"),
                        tuple("heap.metadata.ladder", 14.0, "MiB"),
                        tuple("heap.returned.ladder", 15.0, "MiB"),
                        // The books grew by 1 + 310 + 2; what was returned takes no memory.
                        tuple("heap.gap", 87.0, "MiB"));
    }

    @Test
    void anAllocatorWithoutBooksHasNoFigures() {
        assertThat(new Heap(NONE, NONE, NONE, NONE).metrics(400 * MIB)).isEmpty();
    }

    @Test
    void whatIsInUseAloneExplainsNoResidency() {
        Heap.Books inUse = new Heap.Books(Map.of(Book.INUSE, 7 * MIB));

        assertThat(new Heap(inUse, inUse, inUse, inUse).metrics(400 * MIB))
                .extracting(Bursts::label)
                .containsExactly("heap.inuse", "heap.inuse.peak", "heap.inuse.ladder");
    }

    @Test
    void booksWithoutMetadataAreComparedAsTheyAre() {
        Heap.Books base = new Heap.Books(Map.of(Book.INUSE, 7 * MIB, Book.CACHED, 2 * MIB));
        Heap.Books idle = new Heap.Books(Map.of(Book.INUSE, 8 * MIB, Book.CACHED, 302 * MIB));

        assertThat(new Heap(base, base, idle, idle).metrics(280 * MIB)).contains(figure("heap.gap", -21.0, "MiB"));
    }

    @Test
    void aPeakThatNobodySawIsNotANumberAndNoZero() {
        Heap heap = new Heap(all(1, 2, 3, 4), NONE, all(1, 2, 3, 4), all(1, 2, 3, 4));

        assertThat(heap.metrics(0)).contains(figure("heap.inuse.peak", Double.NaN, "MiB"));
    }

    @Test
    void aFigureThatTheShimHasNotIsLeftOut() {
        Heap.Books books =
                Heap.Books.of(book -> book == Book.CACHED ? OptionalLong.empty() : OptionalLong.of(book.ordinal()));

        assertThat(books.bytes()).isEqualTo(Map.of(Book.INUSE, 0L, Book.METADATA, 2L, Book.RETURNED, 3L));
    }
}
