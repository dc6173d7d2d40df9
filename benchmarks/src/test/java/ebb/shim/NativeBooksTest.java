// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.shim.NativeBooks.Book;
import ebb.shim.NativeBurst.Field;
import ebb.shim.NativeBurst.Stat;
import org.junit.jupiter.api.Test;

/** Under the C library's malloc, which keeps two of the four books. */
class NativeBooksTest {
    @Test
    void theBooksAreReadNowAndAtThePeak() {
        try (NativeBooks books = new NativeBooks();
                NativeBurst burst = new NativeBurst()) {
            // 100 events of 200 tasks, all of them waiting twice for 0.2 s: a peak that lasts, and beside which the
            // tens
            // of MiB that the JIT compiler may give back meanwhile do not count.
            long[] values = {100, 200, 1, 100, 2, 4096, 6, 4, 1024, 1024, 200_000, 200_000, 0, 0, 0, 1, 0};
            for (Field field : Field.values()) {
                burst.set(field, values[field.ordinal()]);
            }
            burst.start();
            assertThat(books.value(Book.INUSE)).isEmpty();
            assertThat(books.read()).isTrue();
            long before = books.value(Book.INUSE).orElseThrow();
            assertThat(books.peak(Book.INUSE)).isEmpty();

            books.watch(burst);
            burst.run();
            books.unwatch();

            assertThat(books.peak(Book.INUSE).orElseThrow() - before)
                    .isGreaterThan(burst.stat(Stat.LIVE_PEAK_BYTES) / 2);
            assertThat(books.value(Book.INUSE)).hasValue(before);
            assertThat(books.value(Book.CACHED)).isPresent();
            assertThat(books.value(Book.METADATA)).isEmpty();
            assertThat(books.value(Book.RETURNED)).isEmpty();
        }
    }
}
