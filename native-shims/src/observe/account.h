/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts every request of the load, and marks every block with the thread that
 * allocated it.
 *
 * Each thread has its own account and writes only there. What it has not yet
 * added to the ledger is at most EBB_ACCOUNT_GRAIN bytes either way, so the live
 * bytes seen while threads run, and their peak, are exact to within that much
 * per thread. While no thread works the sums are exact.
 */
#ifndef EBB_ACCOUNT_H
#define EBB_ACCOUNT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "latency.h"

#define EBB_ACCOUNT_GRAIN 32768
#define EBB_BLOCK_LEAST 16 /* bytes of the smallest block: enough to link it as a survivor */

typedef _Atomic int64_t ebb_count;

typedef struct {
    /*
     * A draw below this marks a block as a survivor; 0: none. Each thread reads
     * it for each block: not on the line of the counts, which each thread writes.
     */
    _Alignas(EBB_LINE) uint64_t survive_below;
    /* relaxed, all four: nothing else is read by way of them. */
    _Alignas(EBB_LINE) ebb_count live_bytes;
    ebb_count live_blocks;
    ebb_count peak_bytes;
    ebb_count peak_blocks;
} ebb_ledger;

_Static_assert(offsetof(ebb_ledger, live_bytes) / EBB_LINE !=
                   offsetof(ebb_ledger, survive_below) / EBB_LINE,
               "what is read with each block shares no line with what each thread writes");

typedef struct ebb_survivor ebb_survivor;

typedef struct {
    /* relaxed, all of them: written by the owner alone, read by others as figures. */
    _Alignas(EBB_LINE) ebb_count pending_bytes; /* not yet in the ledger */
    ebb_count pending_blocks;
    ebb_count mallocs;
    ebb_count aligned;
    ebb_count reallocs;
    ebb_count frees;
    ebb_count frees_remote;
    ebb_count bytes;
    ebb_ledger *ledger;
    ebb_survivor *survivors;
    ebb_lane *lane; /* where its calls are timed */
    uint32_t owner;
    bool timed; /* switched by others while the owner does not work */
} ebb_account;

/* The first word of every block: who allocated it, and whether it will survive. */
typedef uint32_t ebb_mark;

void ebb_account_open(ebb_account *account, ebb_ledger *ledger, uint32_t owner);

/*
 * Blocks of at least 4 bytes, written from end to end. The stream decides
 * whether a block survives its free, so that this does not depend on timing;
 * without one (NULL) it never does.
 */
void *ebb_block_malloc(ebb_account *account, size_t size, uint64_t *stream);
void *ebb_block_align(ebb_account *account, size_t alignment, size_t size, uint64_t *stream);
/* The block keeps its mark; where the allocator moves it, this account becomes the owner. */
void *ebb_block_realloc(ebb_account *account, void *block, size_t old_size, size_t size);
/* Frees the block, or keeps it if its mark says so (then size >= EBB_BLOCK_LEAST). */
void ebb_block_free(ebb_account *account, void *block, size_t size);

void ebb_account_drop_survivors(ebb_account *account);
/* Restarts the peak at what is live now; no thread may be working. */
void ebb_ledger_restart_peak(ebb_ledger *ledger, ebb_account *accounts, size_t count);

#endif
