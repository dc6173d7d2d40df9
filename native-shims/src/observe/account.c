/* SPDX-License-Identifier: Apache-2.0 */
#include "account.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

#define OWNER_MASK UINT32_C(0x0000FFFF)
#define TAG UINT32_C(0x2B5D0000)
#define TAG_MASK UINT32_C(0x7FFF0000)
#define SURVIVES UINT32_C(0x80000000)

/* What the first bytes of a survivor become; the mark stays as it was. */
struct ebb_survivor {
    ebb_mark mark;
    uint32_t size;
    ebb_survivor *next;
};

_Static_assert(sizeof(ebb_survivor) <= EBB_BLOCK_LEAST, "the smallest block can be linked");

void ebb_account_open(ebb_account *account, ebb_ledger *ledger, uint32_t owner) {
    EBB_ASSERT(owner <= OWNER_MASK);
    account->ledger = ledger;
    account->owner = owner;
}

/* With one writer a load and a store are enough, and cheaper than an atomic addition. */
static inline void count_up(ebb_count *count, int64_t amount) {
    atomic_store_explicit(count, atomic_load_explicit(count, memory_order_relaxed) + amount,
                          memory_order_relaxed);
}

static void tell_ledger(ebb_account *account, int64_t bytes, int64_t blocks) {
    ebb_ledger *ledger = account->ledger;
    atomic_store_explicit(&account->pending_bytes, 0, memory_order_relaxed);
    atomic_store_explicit(&account->pending_blocks, 0, memory_order_relaxed);
    int64_t live_blocks =
        atomic_fetch_add_explicit(&ledger->live_blocks, blocks, memory_order_relaxed) + blocks;
    int64_t live =
        atomic_fetch_add_explicit(&ledger->live_bytes, bytes, memory_order_relaxed) + bytes;
    int64_t peak = atomic_load_explicit(&ledger->peak_bytes, memory_order_relaxed);
    while (live > peak) {
        if (atomic_compare_exchange_weak_explicit(&ledger->peak_bytes, &peak, live,
                                                  memory_order_relaxed, memory_order_relaxed)) {
            atomic_store_explicit(&ledger->peak_blocks, live_blocks, memory_order_relaxed);
            break;
        }
    }
}

static inline void change_live(ebb_account *account, int64_t bytes, int64_t blocks) {
    bytes += atomic_load_explicit(&account->pending_bytes, memory_order_relaxed);
    blocks += atomic_load_explicit(&account->pending_blocks, memory_order_relaxed);
    if (bytes >= EBB_ACCOUNT_GRAIN || bytes <= -EBB_ACCOUNT_GRAIN) {
        tell_ledger(account, bytes, blocks);
    } else {
        atomic_store_explicit(&account->pending_bytes, bytes, memory_order_relaxed);
        atomic_store_explicit(&account->pending_blocks, blocks, memory_order_relaxed);
    }
}

static inline void *begin_block(ebb_account *account, void *block, size_t size, uint64_t *stream) {
    if (block == NULL) {
        ebb_fatal_memory(size);
    }
    EBB_ASSERT(size >= sizeof(ebb_mark));
    memset(block, (int)account->owner, size);
    ebb_mark mark = TAG | account->owner;
    uint64_t survive_below = account->ledger->survive_below;
    if (survive_below != 0 && stream != NULL && ebb_random(stream) < survive_below) {
        mark |= SURVIVES;
    }
    memcpy(block, &mark, sizeof mark);
    count_up(&account->bytes, (int64_t)size);
    change_live(account, (int64_t)size, 1);
    return block;
}

/*
 * The allocator's calls, timed where that is switched on. The switch lies next
 * to the counts, and its branch is predicted.
 */
static inline uint64_t start_call(const ebb_account *account) {
    return account->timed ? ebb_ticks() : 0;
}

static inline void record_call(const ebb_account *account, int of, uint64_t start) {
    if (account->timed) {
        ebb_lane_record(account->lane, of, start, ebb_ticks());
    }
}

static inline void *call_malloc(const ebb_account *account, size_t size) {
    uint64_t start = start_call(account);
    void *block = malloc(size);
    record_call(account, EBB_LATENCY_MALLOC, start);
    return block;
}

static inline void *call_align(const ebb_account *account, size_t alignment, size_t size) {
    void *block = NULL;
    uint64_t start = start_call(account);
    int error = posix_memalign(&block, alignment, size);
    record_call(account, EBB_LATENCY_MALLOC, start);
    return error == 0 ? block : NULL;
}

static inline void *call_realloc(const ebb_account *account, void *block, size_t size) {
    uint64_t start = start_call(account);
    void *moved = realloc(block, size);
    record_call(account, EBB_LATENCY_REALLOC, start);
    return moved;
}

static inline void call_free(const ebb_account *account, void *block) {
    uint64_t start = start_call(account);
    free(block);
    record_call(account, EBB_LATENCY_FREE, start);
}

void *ebb_block_malloc(ebb_account *account, size_t size, uint64_t *stream) {
    count_up(&account->mallocs, 1);
    return begin_block(account, call_malloc(account, size), size, stream);
}

void *ebb_block_align(ebb_account *account, size_t alignment, size_t size, uint64_t *stream) {
    count_up(&account->aligned, 1);
    return begin_block(account, call_align(account, alignment, size), size, stream);
}

static inline ebb_mark mark_of(const void *block) {
    ebb_mark mark;
    memcpy(&mark, block, sizeof mark);
    if ((mark & TAG_MASK) != TAG) {
        ebb_fatal_mark(block, mark);
    }
    return mark;
}

void *ebb_block_realloc(ebb_account *account, void *block, size_t old_size, size_t size) {
    EBB_ASSERT(size > old_size);
    ebb_mark mark = mark_of(block);
    uintptr_t before = (uintptr_t)block;
    count_up(&account->reallocs, 1);
    char *moved = call_realloc(account, block, size);
    if (moved == NULL) {
        ebb_fatal_memory(size);
    }
    memset(moved + old_size, (int)account->owner, size - old_size);
    if ((uintptr_t)moved != before) {
        mark = (mark & ~OWNER_MASK) | account->owner;
        memcpy(moved, &mark, sizeof mark);
    }
    count_up(&account->bytes, (int64_t)(size - old_size));
    change_live(account, (int64_t)(size - old_size), 0);
    return moved;
}

static void end_block(ebb_account *account, void *block, size_t size, ebb_mark mark) {
    count_up(&account->frees, 1);
    if ((mark & OWNER_MASK) != account->owner) {
        count_up(&account->frees_remote, 1);
    }
    change_live(account, -(int64_t)size, -1);
    call_free(account, block);
}

void ebb_block_free(ebb_account *account, void *block, size_t size) {
    ebb_mark mark = mark_of(block);
    if ((mark & SURVIVES) != 0) {
        EBB_ASSERT(size >= EBB_BLOCK_LEAST && size <= UINT32_MAX);
        ebb_survivor survivor = {mark, (uint32_t)size, account->survivors};
        memcpy(block, &survivor, sizeof survivor);
        account->survivors = block;
        return;
    }
    end_block(account, block, size, mark);
}

void ebb_account_drop_survivors(ebb_account *account) {
    ebb_survivor *survivor = account->survivors;
    account->survivors = NULL;
    while (survivor != NULL) {
        ebb_survivor *next = survivor->next;
        end_block(account, survivor, survivor->size, mark_of(survivor));
        survivor = next;
    }
}

void ebb_ledger_restart_peak(ebb_ledger *ledger, ebb_account *accounts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        tell_ledger(&accounts[i], atomic_load(&accounts[i].pending_bytes),
                    atomic_load(&accounts[i].pending_blocks));
    }
    EBB_ASSERT(atomic_load(&ledger->live_bytes) >= 0 && atomic_load(&ledger->live_blocks) >= 0);
    atomic_store(&ledger->peak_bytes, atomic_load(&ledger->live_bytes));
    atomic_store(&ledger->peak_blocks, atomic_load(&ledger->live_blocks));
}
