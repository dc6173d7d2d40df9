/* SPDX-License-Identifier: Apache-2.0 */
/* Parking, waking, and who waits for the timers. */
#include "pool.h"

#define AWAKE_ONE UINT32_C(0x10000)
#define SEARCHING_MASK UINT32_C(0xFFFF)

static inline uint32_t awake(uint32_t state) {
    return state >> 16;
}

static inline uint32_t searching(uint32_t state) {
    return state & SEARCHING_MASK;
}

void ebb_idle_unpark(ebb_worker *worker) {
    if (atomic_exchange(&worker->parked, EBB_UNPARKED) == EBB_PARKED) {
        ebb_wake(&worker->parked, 1);
    }
}

/* Nobody is woken while somebody searches: the searcher will find the work, and wake the next. */
static bool wants_waking(const ebb_pool *pool) {
    uint32_t state = atomic_load(&pool->state);
    return searching(state) == 0 && awake(state) < pool->count;
}

void ebb_idle_notify(ebb_pool *pool) {
    if (!wants_waking(pool)) {
        return;
    }
    ebb_worker *worker = NULL;
    pthread_mutex_lock(&pool->sleepers_lock);
    if (wants_waking(pool) && pool->sleeping > 0) {
        worker = &pool->workers[pool->sleepers[--pool->sleeping]];
        atomic_fetch_add(&pool->state, AWAKE_ONE + 1); /* it wakes up searching */
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
            return false; /* half of the workers search already */
        }
        atomic_fetch_add(&pool->state, 1);
        worker->searching = true;
    }
    return true;
}

void ebb_idle_end_search(ebb_worker *worker) {
    if (worker->searching) {
        worker->searching = false;
        if (searching(atomic_fetch_sub(&worker->pool->state, 1)) == 1) {
            ebb_idle_notify(worker->pool); /* the last searcher found work: there may be more */
        }
    }
}

static void fire(ebb_worker *worker) {
    worker->driving = true;
    ebb_schedule_list(worker, ebb_timers_take(&worker->pool->timers, ebb_now()));
    worker->driving = false;
}

void ebb_idle_try_drive(ebb_worker *worker) {
    ebb_pool *pool = worker->pool;
    if (!atomic_load(&pool->driven) && !atomic_exchange(&pool->driven, true)) {
        fire(worker);
        atomic_store(&pool->driven, false);
        if (!ebb_local_is_empty(&worker->local)) {
            ebb_idle_notify(pool);
        }
    }
}

/* A driver that sleeps beyond this tick is woken: it must wait for less. */
void ebb_idle_armed(ebb_pool *pool, int64_t due) {
    if (due < atomic_load(&pool->driver_wakes)) {
        ebb_worker *driver = atomic_load(&pool->driver);
        if (driver != NULL) {
            ebb_idle_unpark(driver);
        }
    }
}

static void wait_parked(ebb_worker *worker, int64_t until) {
    uint32_t state = EBB_AWAKE;
    if (atomic_compare_exchange_strong(&worker->parked, &state, EBB_PARKED)) {
        ebb_wait(&worker->parked, EBB_PARKED, until);
    }
    atomic_store(&worker->parked, EBB_AWAKE);
}

/*
 * Timers armed after driver_wakes is EBB_TIMER_NONE unpark us; those armed
 * before are seen by ebb_timers_next. All of these are sequentially consistent.
 */
static void wait_for_timers(ebb_worker *worker) {
    ebb_pool *pool = worker->pool;
    atomic_store(&pool->driver, worker);
    atomic_store(&pool->driver_wakes, EBB_TIMER_NONE);
    int64_t next = ebb_timers_next(&pool->timers);
    atomic_store(&pool->driver_wakes, next);
    wait_parked(worker, next == EBB_TIMER_NONE ? -1 : ebb_timers_time(&pool->timers, next));
    atomic_store(&pool->driver_wakes, INT64_MIN);
    fire(worker);
    atomic_store(&pool->driven, false);
}

static void wait_once(ebb_worker *worker) {
    if (!atomic_exchange(&worker->pool->driven, true)) {
        wait_for_timers(worker);
    } else {
        wait_parked(worker, -1);
    }
}

/* Whether this worker was the last to search: then it must look once more for work. */
static bool lie_down(ebb_worker *worker) {
    ebb_pool *pool = worker->pool;
    uint32_t leaving = AWAKE_ONE + (worker->searching ? 1 : 0);
    pthread_mutex_lock(&pool->sleepers_lock);
    uint32_t before = atomic_fetch_sub(&pool->state, leaving);
    pool->sleepers[pool->sleeping++] = worker->index;
    pthread_mutex_unlock(&pool->sleepers_lock);
    bool last = worker->searching && searching(before) == 1;
    worker->searching = false;
    return last;
}

/* Whether the worker is awake now; force: also if nobody has notified it. */
static bool get_up(ebb_worker *worker, bool force) {
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
                atomic_fetch_add(&pool->state, AWAKE_ONE);
            }
        }
    }
    pthread_mutex_unlock(&pool->sleepers_lock);
    worker->searching = !listed; /* who notified it counted it as searching */
    return !listed || force;
}

static bool work_pending(const ebb_pool *pool) {
    for (uint32_t i = 0; i < pool->count; i++) {
        if (!ebb_local_is_empty(&pool->workers[i].local)) {
            return true;
        }
    }
    return atomic_load(&pool->injection.length) != 0;
}

static void park_pinned(ebb_worker *worker) {
    while (!ebb_schedule_has_own(worker) && !atomic_load(&worker->pool->stopping)) {
        wait_once(worker);
        ebb_pool_run_errand(worker);
    }
}

void ebb_idle_park(ebb_worker *worker) {
    ebb_pool *pool = worker->pool;
    if (pool->pinned) {
        park_pinned(worker);
        return;
    }
    if (lie_down(worker) && work_pending(pool)) {
        ebb_idle_notify(pool);
    }
    bool up = false;
    while (!up && !atomic_load(&pool->stopping)) {
        wait_once(worker);
        ebb_pool_run_errand(worker);
        up = get_up(worker, ebb_schedule_has_own(worker));
    }
    if (!worker->searching && !ebb_local_is_empty(&worker->local)) {
        ebb_idle_notify(pool); /* more timers came due than this worker can run at once */
    }
}
