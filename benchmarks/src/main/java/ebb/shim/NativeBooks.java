// SPDX-License-Identifier: Apache-2.0
package ebb.shim;

import com.sun.jna.Pointer;
import java.util.OptionalLong;

/**
 * The allocator's own statistics.
 *
 * <pre>{@code
 * try (NativeBooks books = new NativeBooks()) {
 *     books.watch(burst); // a thread that reads them at each new peak of live bytes
 *     burst.run();
 *     books.unwatch();
 *     books.read();
 *     OptionalLong inUse = books.value(Book.INUSE);
 * }
 * }</pre>
 */
public final class NativeBooks implements AutoCloseable {
    /** In the order of {@code enum ebb_book} in ebb.h, which says what each family counts. */
    public enum Book {
        /** In use by the program, as far as the allocator knows. */
        INUSE,
        /** Free, and kept for the next request. */
        CACHED,
        /** The allocator's own. */
        METADATA,
        /** Given back to the kernel, with the addresses kept. */
        RETURNED
    }

    private final Pointer handle;

    public NativeBooks() {
        handle = Status.opened(Shim.ebb_books_open(), "open the allocator's books");
    }

    /** Reads the figures; false where the allocator keeps none. */
    public boolean read() {
        return Status.present(Shim.ebb_books_read(handle), "read the allocator's books");
    }

    /** Bytes at the last {@link #read}; empty where the allocator has no such figure. */
    public OptionalLong value(Book book) {
        return figure(Shim.ebb_books_value(handle, book.ordinal()));
    }

    /** Starts the thread that reads the figures at the peak, until {@link #unwatch}; forgets an earlier peak. */
    public void watch(NativeBurst burst) {
        Status.check(Shim.ebb_books_watch(handle, burst.handle()), "watch for the peak of the allocator's books");
    }

    public void unwatch() {
        Status.check(Shim.ebb_books_unwatch(handle), "end the watch of the allocator's books");
    }

    /** Bytes at the watched peak; empty where the allocator has no such figure, or the watch did not look in time. */
    public OptionalLong peak(Book book) {
        return figure(Shim.ebb_books_peak(handle, book.ordinal()));
    }

    @Override
    public void close() {
        Shim.ebb_books_close(handle);
    }

    private static OptionalLong figure(long bytes) {
        return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }
}
