/* SPDX-License-Identifier: Apache-2.0 */
/* Watching the books, with books whose figures are the live bytes themselves. */
#include "observe/books.h"

#include <stdatomic.h>

#include "base/clock.h"
#include "load.h"

static const ebb_burst *watched;
static _Atomic int64_t reads;
static _Atomic bool unreadable;
static _Atomic int64_t slowness; /* ns that a read takes */

static bool keep(int64_t figures[EBB_BOOK_COUNT]) {
    figures[EBB_BOOK_INUSE] = watched == NULL ? 4096 : ebb_burst_stat(watched, EBB_LIVE_BYTES);
    figures[EBB_BOOK_CACHED] = atomic_fetch_add(&reads, 1) + 1;
    figures[EBB_BOOK_METADATA] = -1;
    figures[EBB_BOOK_RETURNED] = 0;
    ebb_sleep_until(ebb_now() + atomic_load(&slowness));
    return !atomic_load(&unreadable);
}

static void a_read_is_of_now(void) {
    ebb_books *books = ebb_books_of(keep);
    CHECK(books != NULL);
    CHECK_EQUAL(ebb_books_value(books, EBB_BOOK_INUSE), -1);
    CHECK_EQUAL(ebb_books_read(books), EBB_OK);
    CHECK_EQUAL(ebb_books_value(books, EBB_BOOK_INUSE), 4096);
    CHECK_EQUAL(ebb_books_value(books, EBB_BOOK_CACHED), 1);
    CHECK_EQUAL(ebb_books_value(books, EBB_BOOK_METADATA), -1);
    CHECK_EQUAL(ebb_books_value(books, EBB_BOOK_RETURNED), 0);
    CHECK_EQUAL(ebb_books_value(books, EBB_BOOK_COUNT), -1);
    CHECK_EQUAL(ebb_books_peak(books, EBB_BOOK_INUSE), -1); /* nothing was watched */
    CHECK_EQUAL(ebb_books_peak(books, -1), -1);
    atomic_store(&unreadable, true);
    CHECK_EQUAL(ebb_books_read(books), EBB_ERROR_SYSTEM);
    atomic_store(&unreadable, false);
    ebb_books_close(books);
}

static void an_allocator_without_books_has_none(void) {
    ebb_books *books = ebb_books_of(NULL);
    CHECK(books != NULL);
    CHECK_EQUAL(ebb_books_read(books), EBB_ERROR_ABSENT);
    CHECK_EQUAL(ebb_books_watch(books, NULL), EBB_ERROR_ABSENT);
    CHECK_EQUAL(ebb_books_unwatch(books), EBB_ERROR_ABSENT);
    CHECK_EQUAL(ebb_books_value(books, EBB_BOOK_INUSE), -1);
    CHECK_EQUAL(ebb_books_peak(books, EBB_BOOK_INUSE), -1);
    ebb_books_close(books);
}

/* All 40 events at once, each wait 300 ms: live stays near its peak for longer than two looks. */
static ebb_burst *long_peak(void) {
    ebb_burst *burst = load_of(EBB_STEALING, 1);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_PERMITS, LOAD_EVENTS), EBB_OK);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_HOLD_MAX_US, 300000), EBB_OK);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_HOLD_MIN_US, 300000), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    return burst;
}

static void the_watch_keeps_the_books_of_the_peak(void) {
    ebb_burst *burst = long_peak();
    ebb_books *books = ebb_books_of(keep);
    watched = burst;
    CHECK_EQUAL(ebb_books_watch(books, burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    CHECK_EQUAL(ebb_books_unwatch(books), EBB_OK);
    int64_t kept = ebb_books_peak(books, EBB_BOOK_INUSE);
    int64_t peak = ebb_burst_stat(burst, EBB_LIVE_PEAK_BYTES);
    CHECK(kept <= peak + (LOAD_WORKERS + 1) * 32768); /* the grain that the ledger is told in */
    CHECK(kept * 10 > peak * 9);
    int64_t taken = atomic_load(&reads);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    CHECK_EQUAL(atomic_load(&reads), taken); /* they are not watched any more */
    CHECK_EQUAL(ebb_books_peak(books, EBB_BOOK_INUSE), kept);
    CHECK_EQUAL(ebb_books_watch(books, burst), EBB_OK);
    CHECK_EQUAL(ebb_books_peak(books, EBB_BOOK_INUSE), -1); /* a new watch starts with nothing */
    ebb_books_close(books);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
}

static void a_read_that_outlasts_the_peak_is_not_of_it(void) {
    ebb_burst *burst = long_peak();
    ebb_books *books = ebb_books_of(keep);
    watched = burst;
    atomic_store(&slowness, 1000 * EBB_MILLISECOND);
    int64_t before = atomic_load(&reads);
    CHECK_EQUAL(ebb_books_watch(books, burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    CHECK_EQUAL(ebb_books_unwatch(books), EBB_OK);
    CHECK(atomic_load(&reads) > before);
    CHECK_EQUAL(ebb_books_peak(books, EBB_BOOK_INUSE), -1);
    atomic_store(&slowness, 0);
    ebb_books_close(books);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
}

static void what_cannot_be_read_is_not_kept(void) {
    ebb_burst *burst = load_of(EBB_STEALING, 1);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_SURVIVORS_PPM, 100000), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK); /* survivors stay live, to be looked at */
    ebb_books *books = ebb_books_of(keep);
    watched = burst;
    atomic_store(&unreadable, true);
    int64_t before = atomic_load(&reads);
    CHECK_EQUAL(ebb_books_watch(books, burst), EBB_OK);
    while (atomic_load(&reads) < before + 2) { /* tried at each look */
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND);
    }
    CHECK_EQUAL(ebb_books_unwatch(books), EBB_OK);
    CHECK_EQUAL(ebb_books_peak(books, EBB_BOOK_INUSE), -1);
    atomic_store(&unreadable, false);
    CHECK_EQUAL(ebb_books_watch(books, burst), EBB_OK);
    while (ebb_books_peak(books, EBB_BOOK_INUSE) < 0) {
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND);
    }
    int64_t taken = atomic_load(&reads);
    ebb_sleep_until(ebb_now() + 200 * EBB_MILLISECOND);
    CHECK_EQUAL(atomic_load(&reads), taken); /* live has not grown */
    CHECK_EQUAL(ebb_books_peak(books, EBB_BOOK_INUSE), ebb_burst_stat(burst, EBB_LIVE_BYTES));
    CHECK_EQUAL(ebb_books_unwatch(books), EBB_OK);
    CHECK_EQUAL(ebb_books_peak(books, EBB_BOOK_INUSE), -1); /* of survivors, far below the peak */
    ebb_books_close(books);
    CHECK_EQUAL(ebb_burst_drop_survivors(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
}

int main(void) {
    a_read_is_of_now();
    an_allocator_without_books_has_none();
    the_watch_keeps_the_books_of_the_peak();
    a_read_that_outlasts_the_peak_is_not_of_it();
    what_cannot_be_read_is_not_kept();
    return 0;
}
