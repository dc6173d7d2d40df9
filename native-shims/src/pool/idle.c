/* SPDX-License-Identifier: Apache-2.0 */
#include "idle.h"

#define AWAKE_ONE UINT32_C(0x10000)
#define SEARCHING_MASK UINT32_C(0xFFFF)

static inline uint32_t awake(uint32_t state) {
    return state >> 16;
}

static inline uint32_t searching(uint32_t state) {
    return state & SEARCHING_MASK;
}

/* Holds at every moment, since the state is one word. */
static inline bool is_state(const ebb_pool *pool, uint32_t state) {
    return searching(state) <= awake(state) && awake(state) <= pool->count;
}

void ebb_idle_unpark(ebb_worker *worker) {
    if (atomic_exchange(&worker->parked, EBB_UNPARKED) == EBB_PARKED) {
        ebb_wake(&worker->parked, 1);
    }
}

/* None is woken while one searches: the searcher will find the work and wake the next. */
static bool wants_waking(const ebb_pool *pool) {
    uint32_t state = atomic_load(&pool->state);
    EBB_ASSERT(is_state(pool, state));
    return searching(state) == 0 && awake(state) < pool->count;
}

void ebb_idle_notify(ebb_pool *pool) {
    if (!wants_waking(pool)) {
        return;
    }
    ebb_worker *worker = NULL;
    pthread_mutex_lock(&pool->sleepers_lock);
    EBB_ASSERT(pool->sleeping <= pool->count);
    if (wants_waking(pool) && pool->sleeping > 0) {
        worker = &pool->workers[pool->sleepers[--pool->sleeping]];
        atomic_fetch_add(&pool->state, AWAKE_ONE + 1); /* it wakes up as a searcher */
    }
    pthread_mutex_unlock(&pool->sleepers_lock);
    if (worker != NULL) {
        ebb_idle_unpark(worker);
    }
}

bool ebb_idle_start_search(ebb_worker *worker) {
    ebb_pool *pool = worker->pool;
    if (!worker->searching) {
        if (2 * searching(atomic_load(&pool->state)) >= pool->count) {
            return false; /* half of the workers are searching already */
        }
        atomic_fetch_add(&pool->state, 1);
        worker->searching = true;
    }
    return true;
}

void ebb_idle_end_search(ebb_worker *worker) {
    if (worker->searching) {
        worker->searching = false;
        uint32_t before = atomic_fetch_sub(&worker->pool->state, 1);
        EBB_ASSERT(searching(before) > 0);
        if (searching(before) == 1) {
            ebb_idle_notify(worker->pool); /* the last searcher found work, and there may be more */
        }
    }
}

void ebb_idle_wait(ebb_worker *worker, int64_t until) {
    uint32_t state = EBB_AWAKE;
    if (atomic_compare_exchange_strong(&worker->parked, &state, EBB_PARKED)) {
        ebb_wait(&worker->parked, EBB_PARKED, until);
    }
    atomic_store(&worker->parked, EBB_AWAKE);
}

bool ebb_idle_lie_down(ebb_worker *worker) {
    ebb_pool *pool = worker->pool;
    uint32_t leaving = AWAKE_ONE + (worker->searching ? 1 : 0);
    pthread_mutex_lock(&pool->sleepers_lock);
    EBB_ASSERT(pool->sleeping < pool->count);
    uint32_t before = atomic_fetch_sub(&pool->state, leaving);
    EBB_ASSERT(is_state(pool, before) && is_state(pool, before - leaving));
    pool->sleepers[pool->sleeping++] = worker->index;
    pthread_mutex_unlock(&pool->sleepers_lock);
    bool last = worker->searching && searching(before) == 1;
    worker->searching = false;
    return last;
}

bool ebb_idle_get_up(ebb_worker *worker, bool force) {
    ebb_pool *pool = worker->pool;
    bool listed = false;
    pthread_mutex_lock(&pool->sleepers_lock);
    for (uint32_t i = 0; i < pool->sleeping && !listed; i++) {
        if (pool->sleepers[i] == worker->index) {
            listed = true;
            if (force) {
                pool->sleeping--;
                for (; i < pool->sleeping; i++) {
                    pool->sleepers[i] = pool->sleepers[i + 1];
                }
                uint32_t before = atomic_fetch_add(&pool->state, AWAKE_ONE);
                EBB_ASSERT(awake(before) < pool->count);
                (void)before;
            }
        }
    }
    pthread_mutex_unlock(&pool->sleepers_lock);
    worker->searching = !listed; /* whoever notified it counted it as searching */
    return !listed || force;
}
