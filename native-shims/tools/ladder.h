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

/* After the idle period; a step that the allocator does not have prints no line. */
static inline int32_t climb(ebb_burst *burst, ebb_proc *proc, ebb_books *books) {
    static const char *const names[] = {"idle", "nudge", "churn", "outside", "owners", "exit"};
    const struct timespec settle = {.tv_nsec = SETTLE_MS * 1000000L};
    printf("resident=%lld\n", (long long)resident(proc));
    for (int32_t probe = -1; probe < EBB_PROBES; probe++) {
        int32_t status = probe < 0 ? EBB_OK : ebb_burst_probe(burst, probe);
        if (status == EBB_OK) {
            nanosleep(&settle, NULL);
            printf("resident_%s=%lld\n", names[probe + 1], (long long)resident(proc));
        } else if (status != EBB_ERROR_ABSENT) {
            return status;
        }
    }
    print_books("ladder", books, 0);
    return EBB_OK;
}

#endif
