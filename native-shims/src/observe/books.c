/* SPDX-License-Identifier: Apache-2.0 */
/* The books, read when asked, and by a thread that watches for the peak. */
#include "books.h"

#include <errno.h>
#include <string.h>

#include "base/base.h"

#define LOOK_INTERVAL (50 * EBB_MILLISECOND)
#define FINER 50 /* a read is worth its cost once live has grown by a 50th */
#define NEAR 10  /* a read less than a 10th below the peak is of the peak */

enum { RESTING, WATCHING, ENDING };

struct ebb_books {
    ebb_bookkeeper keeper; /* NULL: there are no books */
    int64_t value[EBB_BOOK_COUNT];
    pthread_t thread;
    bool running;
    ebb_word state;          /* relaxed: what it announces is under the lock */
    pthread_mutex_t looking; /* held during each look, and while the fields below are written */
    const ebb_burst *watched;
    int64_t peak_live; /* at the read that peak holds: the less of before and after it */
    int64_t peak[EBB_BOOK_COUNT];
};

static void clear_figures(int64_t figures[EBB_BOOK_COUNT]) {
    for (int i = 0; i < EBB_BOOK_COUNT; i++) {
        figures[i] = -1;
    }
}

static void look_for_peak(ebb_books *books) {
    pthread_mutex_lock(&books->looking);
    int64_t live = books->watched == NULL ? 0 : ebb_burst_stat(books->watched, EBB_LIVE_BYTES);
    if (live > books->peak_live + books->peak_live / FINER) {
        int64_t figures[EBB_BOOK_COUNT];
        bool read = books->keeper(figures);
        int64_t after = ebb_burst_stat(books->watched, EBB_LIVE_BYTES);
        int64_t least = after < live ? after : live;
        if (read && least > books->peak_live) {
            memcpy(books->peak, figures, sizeof figures);
            books->peak_live = least;
        }
    }
    pthread_mutex_unlock(&books->looking);
}

static void *run_books(void *argument) {
    ebb_books *books = argument;
    for (;;) {
        uint32_t state = atomic_load(&books->state);
        if (state == ENDING) {
            return NULL;
        }
        int64_t next = -1;
        if (state == WATCHING) {
            next = ebb_now() + LOOK_INTERVAL;
            look_for_peak(books);
        }
        ebb_wait(&books->state, state, next);
    }
}

ebb_books *ebb_books_of(ebb_bookkeeper keeper) {
    ebb_books *books = ebb_map(sizeof *books);
    if (books == NULL) {
        return NULL;
    }
    pthread_mutex_init(&books->looking, NULL);
    books->keeper = keeper;
    clear_figures(books->value);
    clear_figures(books->peak);
    if (keeper != NULL) {
        books->running = ebb_thread_start(&books->thread, "ebb-books", run_books, books) == 0;
        if (!books->running) {
            ebb_books_close(books);
            return NULL;
        }
    }
    return books;
}

ebb_books *ebb_books_open(void) {
    return ebb_books_of(ebb_bookkeeper_here());
}

int32_t ebb_books_read(ebb_books *books) {
    clear_figures(books->value);
    if (books->keeper == NULL) {
        return EBB_ERROR_ABSENT;
    }
    return books->keeper(books->value) ? EBB_OK : EBB_ERROR_SYSTEM;
}

static bool is_book(int32_t book) {
    return book >= 0 && book < EBB_BOOK_COUNT;
}

int64_t ebb_books_value(const ebb_books *books, int32_t book) {
    return is_book(book) ? books->value[book] : -1;
}

int32_t ebb_books_watch(ebb_books *books, const ebb_burst *burst) {
    if (books->keeper == NULL) {
        return EBB_ERROR_ABSENT;
    }
    pthread_mutex_lock(&books->looking);
    clear_figures(books->peak);
    books->peak_live = 0;
    books->watched = burst;
    pthread_mutex_unlock(&books->looking);
    ebb_publish(&books->state, WATCHING);
    return EBB_OK;
}

int32_t ebb_books_unwatch(ebb_books *books) {
    if (books->keeper == NULL) {
        return EBB_ERROR_ABSENT;
    }
    ebb_publish(&books->state, RESTING);
    pthread_mutex_lock(&books->looking);
    if (books->watched != NULL) {
        int64_t peak = ebb_burst_stat(books->watched, EBB_LIVE_PEAK_BYTES);
        if (books->peak_live < peak - peak / NEAR) {
            clear_figures(books->peak);
        }
        books->watched = NULL;
    }
    pthread_mutex_unlock(&books->looking);
    return EBB_OK;
}

int64_t ebb_books_peak(ebb_books *books, int32_t book) {
    if (!is_book(book)) {
        return -1;
    }
    pthread_mutex_lock(&books->looking);
    int64_t peak = books->peak[book];
    pthread_mutex_unlock(&books->looking);
    return peak;
}

void ebb_books_close(ebb_books *books) {
    int before = errno;
    if (books->running) {
        ebb_publish(&books->state, ENDING);
        pthread_join(books->thread, NULL);
    }
    pthread_mutex_destroy(&books->looking);
    errno = before;
    ebb_unmap(books, sizeof *books);
}
