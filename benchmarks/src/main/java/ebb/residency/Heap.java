// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.results.Figure;
import ebb.results.Metric;
import ebb.results.Metric.BooksAt;
import ebb.shim.NativeBooks.Book;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The allocator's own books over one iteration: what it says it gave out, caches, uses itself and gave back.
 *
 * <p>Which figures there are is decided by those at the base, so that a fork has the same labels in each iteration: one
 * that was not kept at another time, as at the peak of a burst too short to be caught, is NaN.
 *
 * @param base before the fork's first burst
 * @param peak when most was live
 * @param idle at the end of idle
 * @param ladder after the ladder of probes
 */
record Heap(Books base, Books peak, Books idle, Books ladder) {
    private static final double MIB = 1 << 20;

    /** What takes memory: RSS should have grown by as much as these. */
    private static final List<Book> RESIDENT = List.of(Book.INUSE, Book.CACHED, Book.METADATA);

    /** The figures at one time, in bytes; one that the allocator has not is left out. */
    record Books(Map<Book, Long> bytes) {
        Books {
            // In the order of Book, whatever the map given.
            Map<Book, Long> ordered = new EnumMap<>(Book.class);
            ordered.putAll(bytes);
            bytes = ordered;
        }

        static Books of(Function<Book, OptionalLong> figure) {
            Map<Book, Long> bytes = new EnumMap<>(Book.class);
            for (Book book : Book.values()) {
                figure.apply(book).ifPresent(value -> bytes.put(book, value));
            }
            return new Books(bytes);
        }

        double mib(Book book) {
            Long value = bytes.get(book);
            return value == null ? Double.NaN : value / MIB;
        }
    }

    /**
     * The figures, and {@code heap.gap}: what RSS grew since the base less what the books grew. It is there only where
     * the books have both what is in use and what is cached.
     *
     * @param retained bytes of RSS above base at the end of idle
     */
    List<Figure> metrics(long retained) {
        List<Figure> metrics = new ArrayList<>();
        add(metrics, idle, BooksAt.IDLE);
        add(metrics, peak, BooksAt.PEAK);
        add(metrics, ladder, BooksAt.LADDER);
        if (base.bytes().containsKey(Book.INUSE) && base.bytes().containsKey(Book.CACHED)) {
            metrics.add(Metric.HEAP_GAP.at(retained / MIB - growth()));
        }
        return metrics;
    }

    private void add(List<Figure> metrics, Books books, BooksAt at) {
        for (Book book : base.bytes().keySet()) {
            metrics.add(Metric.heap(book, at).at(books.mib(book)));
        }
    }

    private double growth() {
        return RESIDENT.stream()
                .filter(base.bytes()::containsKey)
                .mapToDouble(book -> idle.mib(book) - base.mib(book))
                .sum();
    }
}
