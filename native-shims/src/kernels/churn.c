/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interleaved loop on threads that end, like those of a server with a thread
 * per connection (Larson and Krishnan, "Memory allocation for long-running
 * server applications", 1998): the blocks of a thread that has ended are freed
 * by the next one.
 *
 * The caller waits while its thread runs, and starts the next when it has ended.
 * A thread outlives a batch if its lifetime is longer.
 */
#include "base/base.h"
#include "interleaved.h"

enum ebb_turn { CALLERS, THREADS };

EBB_INLINE void live_out(ebb_caller *caller, enum ebb_way way) {
    ebb_life *life = &caller->life;
    for (;;) {
        ebb_await(&life->turn, THREADS);
        int64_t share = life->share;
        ebb_interleaved_loop(caller, share, way);
        life->left -= share;
        if (share == 0 || life->left == 0) {
            return; /* and is joined by the caller */
        }
        ebb_publish(&life->turn, CALLERS);
    }
}

static void *live_malloc(void *caller) {
    live_out(caller, EBB_MALLOC);
    return NULL;
}

static void *live_malloc_timed(void *caller) {
    live_out(caller, EBB_MALLOC_TIMED);
    return NULL;
}

static void *live_floor(void *caller) {
    live_out(caller, EBB_FLOOR);
    return NULL;
}

static void *live_floor_timed(void *caller) {
    live_out(caller, EBB_FLOOR_TIMED);
    return NULL;
}

static void *(*const lives[EBB_WAYS])(void *) = {live_malloc, live_malloc_timed, live_floor,
                                                 live_floor_timed};

/* Lets the thread run until it has done its share or, if that is its last, has ended. */
static void give_turn(ebb_life *life, int64_t share) {
    bool last = share == 0 || share == life->left;
    life->share = share;
    ebb_publish(&life->turn, THREADS);
    if (last) {
        pthread_join(life->thread, NULL);
        life->alive = false;
    } else {
        ebb_await(&life->turn, CALLERS);
    }
}

static int64_t run_churn(ebb_caller *caller, int64_t operations) {
    ebb_life *life = &caller->life;
    for (int64_t made = 0; made < operations;) {
        if (!life->alive) {
            atomic_store(&life->turn, CALLERS);
            life->left = caller->kernel->field[EBB_KERNEL_LIFETIME];
            if (ebb_thread_start(&life->thread, NULL, lives[caller->kernel->way], caller) != 0) {
                return EBB_ERROR_SYSTEM;
            }
            life->alive = true;
            ebb_tally_add(&caller->threads, 1);
        }
        int64_t share = operations - made < life->left ? operations - made : life->left;
        give_turn(life, share);
        made += share;
    }
    return operations;
}

static void clear_churn(ebb_caller *caller) {
    if (caller->life.alive) {
        give_turn(&caller->life, 0);
    }
    ebb_pieces_clear(caller);
}

const ebb_kernel_body ebb_churn = {
    .run = {run_churn, run_churn, run_churn, run_churn},
    .fill = ebb_interleaved_fill,
    .clear = clear_churn,
};
