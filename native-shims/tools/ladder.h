/* SPDX-License-Identifier: Apache-2.0 */
/* Prints figures, and the ladder: what is resident after each step, and the books. */
#ifndef EBB_LADDER_H
#define EBB_LADDER_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "resident.h"

#define SETTLE_MS 500 /* from the end of a step until what it gave back is measured */

/* false: it is a status, which stderr has instead. */
static inline bool print_figure(const char *name, int64_t value) {
    if (value < 0) {
        fprintf(stderr, "ebb-burst: %s cannot be told: status %lld\n", name, (long long)value);
        return false;
    }
    printf("%s=%lld\n", name, (long long)value);
    return true;
}

/* What the allocator keeps no book of prints no line, nor does a peak that was not seen. */
static inline int32_t print_books(const char *when, ebb_books *books, bool peak) {
    static const char *const names[EBB_BOOK_COUNT] = {"inuse", "cached", "metadata", "returned"};
    int32_t status = peak ? EBB_OK : ebb_books_read(books);
    if (status != EBB_OK) {
        return status == EBB_ERROR_ABSENT ? EBB_OK : status;
    }
    for (int i = 0; i < EBB_BOOK_COUNT; i++) {
        int64_t value = peak ? ebb_books_peak(books, i) : ebb_books_value(books, i);
        if (value >= 0) {
            printf("heap_%s_%s=%lld\n", names[i], when, (long long)value);
        }
    }
    return EBB_OK;
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
    } rungs[] = {{"resident_outside", EBB_PROBE_OUTSIDE},
                 {"resident_nudge", EBB_PROBE_NUDGE},
                 {"resident_churn", EBB_PROBE_CHURN},
                 {"resident_owners", EBB_PROBE_OWNERS},
                 {"resident_exit", EBB_PROBE_EXIT}};
    const struct timespec settle = {.tv_nsec = SETTLE_MS * 1000000L};
    bool told = print_figure("resident", resident(proc));
    nanosleep(&settle, NULL);
    told = print_figure("resident_wait", resident(proc)) && told;
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
        told = print_figure(rungs[i].name, resident(proc)) && told;
    }
    int32_t status = print_books("ladder", books, false);
    return told ? status : EBB_ERROR_SYSTEM;
}

#endif
