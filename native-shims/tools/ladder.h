/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the ladder: what is resident after each step, and the books. */
#ifndef EBB_LADDER_H
#define EBB_LADDER_H

#include <stdio.h>
#include <time.h>

#include "resident.h"

#define SETTLE_MS 500 /* from the end of a step until what it gave back is measured */

static inline void print_books(const char *when, ebb_books *books, int peak) {
    static const char *const names[EBB_BOOK_COUNT] = {"inuse", "cached", "metadata", "returned"};
    if (!peak && ebb_books_read(books) != EBB_OK) {
        return;
    }
    for (int i = 0; i < EBB_BOOK_COUNT; i++) {
        int64_t value = peak ? ebb_books_peak(books, i) : ebb_books_value(books, i);
        if (value >= 0) {
            printf("heap_%s_%s=%lld\n", names[i], when, (long long)value);
        }
    }
}

/*
 * After the idle period, in the order of ebb.results.Rung: each later step is
 * followed by the release of any thread. A step that the allocator lacks prints no
 * line.
 */
static inline int32_t climb(ebb_burst *burst, ebb_proc *proc, ebb_books *books) {
    static const struct {
        const char *name;
        int32_t probe;
    } rungs[] = {{"outside", EBB_PROBE_OUTSIDE},
                 {"nudge", EBB_PROBE_NUDGE},
                 {"churn", EBB_PROBE_CHURN},
                 {"owners", EBB_PROBE_OWNERS},
                 {"exit", EBB_PROBE_EXIT}};
    const struct timespec settle = {.tv_nsec = SETTLE_MS * 1000000L};
    printf("resident=%lld\n", (long long)resident(proc));
    nanosleep(&settle, NULL);
    printf("resident_wait=%lld\n", (long long)resident(proc));
    for (size_t i = 0; i < sizeof rungs / sizeof *rungs; i++) {
        int32_t status = ebb_burst_probe(burst, rungs[i].probe);
        if (status == EBB_ERROR_ABSENT) {
            continue;
        }
        if (status == EBB_OK) {
            status = ebb_burst_probe(burst, EBB_PROBE_OUTSIDE);
        }
        if (status != EBB_OK && status != EBB_ERROR_ABSENT) {
            return status;
        }
        nanosleep(&settle, NULL);
        printf("resident_%s=%lld\n", rungs[i].name, (long long)resident(proc));
    }
    print_books("ladder", books, 0);
    return EBB_OK;
}

#endif
