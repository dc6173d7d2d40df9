/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One group allocates and writes, another frees. Blocks go over a ring by the
 * parcel, of one block or of many, which share what the ring costs; empty
 * parcels come back over their own ring, and since their number is fixed, the
 * blocks in flight are bounded.
 */
#include "piece.h"

#include <sched.h>

#define SPINS 64
#define YIELDS 16
#define NAP (50 * INT64_C(1000))         /* ns */
#define PATIENCE (100 * EBB_MILLISECOND) /* then the other side counts as ended */

static inline void relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Spins at first, then yields the core, and finally sleeps. */
static uint32_t wait_for_parcel(ebb_caller *caller, ebb_ring *ring) {
    int64_t end = 0;
    ebb_tally_add(&caller->waits, 1);
    for (uint32_t tries = 0;; tries++) {
        uint32_t parcel = ebb_ring_take(ring);
        if (parcel != EBB_NO_PARCEL) {
            return parcel;
        }
        if (tries < SPINS) {
            relax();
            continue;
        }
        int64_t now = ebb_now();
        if (end == 0) {
            end = now + PATIENCE;
        } else if (now >= end) {
            return EBB_NO_PARCEL;
        }
        if (tries < SPINS + YIELDS) {
            sched_yield();
        } else {
            ebb_sleep_until(now + NAP);
        }
    }
}

static ebb_parcel *parcel_at_hand(const ebb_caller *caller) {
    const ebb_kernel *kernel = caller->kernel;
    return (ebb_parcel *)(void *)(kernel->parcels + caller->parcel * kernel->parcel_size);
}

/* A parcel at hand, from this ring where there is none. */
static bool have_parcel(ebb_caller *caller, ebb_ring *ring) {
    if (caller->parcel == EBB_NO_PARCEL) {
        caller->parcel = ebb_ring_take(ring);
        if (caller->parcel == EBB_NO_PARCEL) {
            caller->parcel = wait_for_parcel(caller, ring);
        }
    }
    return caller->parcel != EBB_NO_PARCEL;
}

static void pass_on(ebb_caller *caller, ebb_ring *ring) {
    ebb_ring_put(ring, caller->parcel);
    caller->parcel = EBB_NO_PARCEL;
}

EBB_INLINE int64_t allocate_pieces(ebb_caller *caller, int64_t operations, enum ebb_way way) {
    ebb_kernel *kernel = caller->kernel;
    uint32_t most = (uint32_t)kernel->field[EBB_KERNEL_HANDOVER];
    ebb_batch batch = {0};
    while (batch.mallocs < operations && have_parcel(caller, &kernel->empty)) {
        ebb_parcel *parcel = parcel_at_hand(caller);
        uint32_t count = parcel->count;
        do {
            uint64_t size = ebb_size_draw(&kernel->sizes, &caller->place);
            ebb_piece_take(caller, &batch, &parcel->pieces[count++], size, way);
            batch.mallocs++;
        } while (count < most && batch.mallocs < operations);
        EBB_ASSERT(count <= most);
        parcel->count = count;
        if (count == most) {
            pass_on(caller, &kernel->filled);
        }
    }
    ebb_batch_end(caller, &batch);
    return batch.mallocs;
}

/* As in the interleaved loop only one block of each group is looked at; the rest stay uncached. */
EBB_INLINE int64_t free_pieces(ebb_caller *caller, int64_t operations, enum ebb_way way) {
    ebb_kernel *kernel = caller->kernel;
    ebb_batch batch = {0};
    while (batch.frees < operations && have_parcel(caller, &kernel->filled)) {
        ebb_parcel *parcel = parcel_at_hand(caller);
        uint32_t count = parcel->count;
        uint32_t at = caller->at;
        for (; at < count && batch.frees < operations; batch.frees++) {
            const ebb_piece *piece = &parcel->pieces[at++];
            if (batch.frees % EBB_GROUP == 0) {
                ebb_piece_check(piece->block, piece->size);
            }
            ebb_piece_drop(caller, &batch, piece, way);
        }
        EBB_ASSERT(at <= count && count <= (uint64_t)kernel->field[EBB_KERNEL_HANDOVER]);
        caller->at = at;
        if (at == count) {
            parcel->count = 0;
            caller->at = 0;
            pass_on(caller, &kernel->empty);
        }
    }
    ebb_batch_end(caller, &batch);
    return batch.frees;
}

EBB_INLINE int64_t run_cross(ebb_caller *caller, int64_t operations, enum ebb_way way) {
    int64_t made = caller->role == EBB_ALLOCATES ? allocate_pieces(caller, operations, way)
                                                 : free_pieces(caller, operations, way);
    if (made < operations) {
        ebb_tally_add(&caller->missed, operations - made);
    }
    return made;
}

static void fill_cross(ebb_caller *caller) {
    caller->parcel = EBB_NO_PARCEL;
}

/* The parcel in use goes on over the ring, or is freed by the caller that has received it. */
static void clear_cross(ebb_caller *caller) {
    if (caller->parcel == EBB_NO_PARCEL) {
        return;
    }
    if (caller->role == EBB_ALLOCATES) {
        pass_on(caller, &caller->kernel->filled);
    } else {
        ebb_parcel *parcel = parcel_at_hand(caller);
        free_pieces(caller, parcel->count - caller->at, ebb_way_untimed(caller));
    }
}

void ebb_cross_drain(ebb_kernel *kernel, ebb_caller *caller) {
    while ((caller->parcel = ebb_ring_take(&kernel->filled)) != EBB_NO_PARCEL) {
        caller->at = 0;
        free_pieces(caller, parcel_at_hand(caller)->count, ebb_way_untimed(caller));
    }
}

int32_t ebb_cross_open(ebb_kernel *kernel) {
    size_t most = (size_t)kernel->field[EBB_KERNEL_HANDOVER];
    size_t size = sizeof(ebb_parcel) + most * sizeof(ebb_piece);
    kernel->parcel_size = (size + EBB_LINE - 1) / EBB_LINE * EBB_LINE;
    kernel->parcel_count = (uint32_t)(((size_t)kernel->field[EBB_KERNEL_RING] + most - 1) / most);
    kernel->parcels = ebb_map(kernel->parcel_count * kernel->parcel_size);
    if (kernel->parcels == NULL || ebb_ring_open(&kernel->filled, kernel->parcel_count) != 0 ||
        ebb_ring_open(&kernel->empty, kernel->parcel_count) != 0) {
        ebb_cross_close(kernel);
        return EBB_ERROR_SYSTEM;
    }
    for (uint32_t i = 0; i < kernel->parcel_count; i++) {
        ebb_ring_put(&kernel->empty, i);
    }
    return EBB_OK;
}

void ebb_cross_close(ebb_kernel *kernel) {
    ebb_unmap(kernel->parcels, kernel->parcel_count * kernel->parcel_size);
    ebb_ring_close(&kernel->filled);
    ebb_ring_close(&kernel->empty);
    kernel->parcels = NULL;
}

EBB_KERNEL_RUNS(cross, run_cross)

const ebb_kernel_body ebb_cross = {
    .run = EBB_KERNEL_RUNS_OF(cross),
    .fill = fill_cross,
    .clear = clear_cross,
};
