/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs under a real allocator: what ebb.h says about its release and its books
 * must be true. Arguments: lines of ebb_identify, and the books it keeps out of
 * "inuse", "cached", "metadata" and "returned".
 */
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "check.h"
#include "ebb.h"

#define BLOCKS 199999
#define BLOCK 1000
#define BYTES ((int64_t)BLOCKS * BLOCK)

static ebb_proc *proc;
static ebb_books *books;
static bool has[EBB_BOOK_COUNT];
static char *block[BLOCKS];

static int64_t resident(void) {
    const char *rss = strstr(ebb_proc_read(proc, EBB_PROC_SMAPS_ROLLUP), "\nRss:");
    CHECK(rss != NULL);
    return strtoll(rss + strlen("\nRss:"), NULL, 10) * 1024;
}

/* The owner has to take back the half of the blocks that other threads free. */
static void *free_odd(void *argument) {
    for (int i = 1; i < BLOCKS; i += 2) {
        free(block[i]);
    }
    return argument;
}

static void free_all(void) {
    pthread_t other;
    CHECK_EQUAL(pthread_create(&other, NULL, free_odd, NULL), 0);
    pthread_join(other, NULL);
    for (int i = 0; i < BLOCKS; i += 2) {
        free(block[i]);
    }
}

/* A thread cache that is filled with the first block of a size then has some of each size. */
static void fill_caches(void) {
    for (size_t size = 2000; size <= 14000; size += 1000) {
        free(malloc(size));
    }
}

/* Checks that the figure exists if it should; 0 if there is none. */
static int64_t value_of(int32_t book) {
    int64_t value = ebb_books_value(books, book);
    CHECK_EQUAL(value >= 0, has[book]);
    return value < 0 ? 0 : value;
}

typedef struct {
    int64_t value[EBB_BOOK_COUNT];
} account;

static account read_all(void) {
    account now;
    bool any = has[EBB_BOOK_INUSE] || has[EBB_BOOK_CACHED];
    CHECK_EQUAL(ebb_books_read(books), any ? EBB_OK : EBB_ERROR_ABSENT);
    for (int32_t i = 0; i < EBB_BOOK_COUNT; i++) {
        now.value[i] = value_of(i);
    }
    return now;
}

static int64_t grown(const account *from, const account *to, int32_t book) {
    return to->value[book] - from->value[book];
}

int main(int count, char **arguments) {
    static const char *const names[EBB_BOOK_COUNT] = {"inuse", "cached", "metadata", "returned"};
    CHECK(count >= 2);
    const char *text = ebb_identify();
    CHECK(text != NULL);
    for (int i = 1; i < count; i++) {
        if (strchr(arguments[i], '=') != NULL && strstr(text, arguments[i]) == NULL) {
            fprintf(stderr, "no %s in\n%s", arguments[i], text);
            return 1;
        }
        for (int32_t book = 0; book < EBB_BOOK_COUNT; book++) {
            has[book] = has[book] || strcmp(arguments[i], names[book]) == 0;
        }
    }
    proc = ebb_proc_open();
    books = ebb_books_open();
    CHECK(proc != NULL && books != NULL);
    memset(block, 0, sizeof block);
    account base = read_all();
    int64_t resident_base = resident();

    for (int i = 0; i < BLOCKS; i++) {
        block[i] = malloc(BLOCK);
        CHECK(block[i] != NULL);
        memset(block[i], 1, BLOCK);
    }
    void *pin =
        malloc(BLOCK); /* above the others, so that shrinking the heap cannot give them back */
    account full = read_all();
    if (has[EBB_BOOK_INUSE]) {
        CHECK(grown(&base, &full, EBB_BOOK_INUSE) >= BYTES);
        CHECK(grown(&base, &full, EBB_BOOK_INUSE) < BYTES + BYTES / 8);
    }
    CHECK(resident() - resident_base >= BYTES);

    free_all();
    fill_caches();
    account freed = read_all();
    if (has[EBB_BOOK_INUSE]) {
        CHECK(grown(&base, &freed, EBB_BOOK_INUSE) <
              8 * 1024); /* the pin, and glibc's cache of 7 */
    }
    if (has[EBB_BOOK_CACHED]) {
        CHECK(grown(&base, &freed, EBB_BOOK_CACHED) + grown(&base, &freed, EBB_BOOK_RETURNED) >=
              BYTES - BYTES / 100);
    }
    CHECK_EQUAL(ebb_release_owner(), EBB_OK);
    CHECK_EQUAL(ebb_release(), EBB_OK);
    int64_t left = resident() - resident_base;
    printf("%s: %lld bytes left of %lld after the release\n", arguments[1], (long long)left,
           (long long)BYTES);
    CHECK(left < BYTES / 5); /* scudo's lists of free blocks stay, an eighth of it */
    account released = read_all();
    if (has[EBB_BOOK_CACHED] && has[EBB_BOOK_RETURNED]) {
        CHECK(grown(&base, &released, EBB_BOOK_CACHED) < BYTES / 10);
        CHECK(grown(&base, &released, EBB_BOOK_RETURNED) >= BYTES - BYTES / 10);
    }
    free(pin);
    ebb_books_close(books);
    ebb_proc_close(proc);
    return 0;
}
