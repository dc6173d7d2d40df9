/* SPDX-License-Identifier: Apache-2.0 */
/* Something that every worker does once, between two tasks. */
#include "errand.h"

#include "idle.h"

/* The errand is written before errands is counted up, and read after that is seen. */
void ebb_pool_each(ebb_pool *pool, ebb_errand errand, void *argument) {
    EBB_ASSERT(atomic_load(&pool->errand_left) == 0);
    pool->errand = errand;
    pool->errand_argument = argument;
    atomic_store(&pool->errand_left, pool->count);
    atomic_fetch_add(&pool->errands, 1);
    for (uint32_t i = 0; i < pool->count; i++) {
        ebb_idle_unpark(&pool->workers[i]);
    }
    ebb_await(&pool->errand_left, 0);
}

/*
 * The load must not move ahead of the store that reset parked, or an errand that
 * unparked this worker in between is missed. Acquire would allow that (LDAPR).
 */
void ebb_errand_run(ebb_worker *worker) {
    ebb_pool *pool = worker->pool;
    uint32_t errands = atomic_load(&pool->errands);
    if (errands != worker->errands_run) {
        worker->errands_run = errands;
        pool->errand(worker, pool->errand_argument);
        uint32_t left = atomic_fetch_sub(&pool->errand_left, 1);
        EBB_ASSERT(left > 0);
        if (left == 1) {
            ebb_wake(&pool->errand_left, INT_MAX);
        }
    }
}
