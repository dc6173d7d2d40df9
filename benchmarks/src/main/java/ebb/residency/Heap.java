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
 * The allocator's own books over one iteration: what by its own account is in use, cached, metadata and given back.
 *
 * <p>The figures at the base decide which there are, so that a fork has the same labels in each iteration. One that is
 * missing at another time, as at a peak too short to be caught, is NaN.
 *
 * @param base before the fork's first burst
 * @param peak when most was live
 * @param idle at the end of idle
 * @param ladder after the ladder of probes
 */
record Heap(Books base, Books peak, Books idle, Books ladder) {
    private static final double MIB = 1 << 20;

    /** RSS should have grown by as much as these. */
    private static final List<Book> RESIDENT = List.of(Book.INUSE, Book.CACHED, Book.METADATA);

    /** The figures at one time, in bytes; those that the allocator lacks are left out. */
    record Books(Map<Book, Long> bytes) {
        Books {
            // In the order of Book.
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
     * The figures, and {@code heap.gap}: how much more RSS grew since the base than the books did. That takes books that
     * have both what is in use and what is cached.
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
