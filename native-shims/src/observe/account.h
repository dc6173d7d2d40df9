/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every request that the load makes, counted, and every block marked with the
 * thread that allocated it.
 *
 * A thread has an account of its own and writes only there; what it has not
 * yet told the ledger is at most EBB_ACCOUNT_GRAIN bytes either way, so the
 * live bytes seen while threads run, and their peak, are exact to within that
 * much a thread. When no thread is at work the sums are exact.
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
#define EBB_BLOCK_LEAST 16 /* bytes of the smallest block: it can be linked as a survivor */

typedef _Atomic int64_t ebb_count;

typedef struct {
    /* relaxed, all four: nothing else is read by way of them. */
    _Alignas(EBB_LINE) ebb_count live_bytes;
    ebb_count live_blocks;
    ebb_count peak_bytes;
    ebb_count peak_blocks;
    uint64_t survive_below; /* a draw below this marks a block as a survivor; 0: none */
} ebb_ledger;

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
    ebb_lane *lane; /* of the calls that are timed */
    uint32_t owner;
    bool timed; /* by others, while the owner is not at work */
} ebb_account;

/* The first word of every block: who allocated it, and whether it will survive. */
typedef uint32_t ebb_mark;

void ebb_account_open(ebb_account *account, ebb_ledger *ledger, uint32_t owner);

/*
 * Blocks of at least 8 bytes, written from end to end. The stream decides
 * whether a block survives its free, so that this does not depend on timing.
 */
void *ebb_block_malloc(ebb_account *account, size_t size, uint64_t *stream);
void *ebb_block_align(ebb_account *account, size_t alignment, size_t size, uint64_t *stream);
/* The block keeps its mark, but for the owner where the allocator moved it. */
void *ebb_block_realloc(ebb_account *account, void *block, size_t old_size, size_t size);
/* Frees the block, or keeps it where its mark says so (size >= EBB_BLOCK_LEAST then). */
void ebb_block_free(ebb_account *account, void *block, size_t size);

void ebb_account_drop_survivors(ebb_account *account);
/* Starts a new peak at what is live now; no thread may be at work. */
void ebb_ledger_restart_peak(ebb_ledger *ledger, ebb_account *accounts, size_t count);

#endif
