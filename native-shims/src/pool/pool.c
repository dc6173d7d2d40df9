/* SPDX-License-Identifier: Apache-2.0 */
/* The pool's threads: their start and their end. */
#define _GNU_SOURCE
#include "pool.h"

#include "ebb.h"
#include "idle.h"
#include "schedule.h"
#include "worker.h"

void ebb_pool_open(ebb_pool *pool, ebb_worker *workers, ebb_account *accounts, uint32_t count,
                   bool pinned) {
    EBB_ASSERT(count > 0 && count <= EBB_WORKERS_MOST);
    pool->workers = workers;
    pool->count = count;
    pool->pinned = pinned;
    pthread_mutex_init(&pool->sleepers_lock, NULL);
    ebb_injection_open(&pool->injection);
    ebb_timers_open(&pool->timers, ebb_now());
    atomic_store(&pool->driver_wakes, INT64_MIN);
    for (uint32_t i = 0; i < count; i++) {
        workers[i].pool = pool;
        workers[i].account = &accounts[i];
        workers[i].index = i;
        workers[i].random = i;
    }
}

static void *run_worker(void *argument) {
    ebb_worker_loop(argument);
    return NULL;
}

int32_t ebb_pool_start(ebb_pool *pool) {
    atomic_store(&pool->stopping, false);
    atomic_store(&pool->state, pool->count << 16);
    pool->sleeping = 0;
    for (uint32_t i = 0; i < pool->count; i++) {
        ebb_worker *worker = &pool->workers[i];
        worker->searching = false;
        worker->errands_run = atomic_load(&pool->errands);
        if (ebb_thread_start(&worker->thread, "ebb-worker", run_worker, worker) != 0) {
            int error = errno;
            ebb_pool_stop(pool);
            errno = error;
            return EBB_ERROR_SYSTEM;
        }
        pool->running = i + 1;
    }
    return EBB_OK;
}

void ebb_pool_stop(ebb_pool *pool) {
    atomic_store(&pool->stopping, true);
    for (uint32_t i = 0; i < pool->running; i++) {
        ebb_idle_unpark(&pool->workers[i]);
    }
    for (uint32_t i = 0; i < pool->running; i++) {
        pthread_join(pool->workers[i].thread, NULL);
        EBB_ASSERT(!ebb_schedule_has_own(&pool->workers[i]));
    }
    EBB_ASSERT(atomic_load(&pool->injection.length) == 0);
    EBB_ASSERT(ebb_timers_next(&pool->timers) == EBB_TIMER_NONE);
    pool->running = 0;
}

void ebb_pool_close(ebb_pool *pool) {
    ebb_injection_close(&pool->injection);
    pthread_mutex_destroy(&pool->sleepers_lock);
}
