/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker does next: which task to run, whom to steal from, when to park. */
#include "worker.h"

#include "driver.h"
#include "errand.h"
#include "idle.h"
#include "schedule.h"

/* Tokio's intervals: tasks between two looks at the timers, and at the injection queue. */
#define DRIVE_INTERVAL 61
#define INJECTION_INTERVAL 61

static ebb_task *next_own(ebb_worker *worker) {
    if (worker->own.first == NULL) {
        ebb_task *task = ebb_stack_take(&worker->inbox);
        while (task != NULL) {
            ebb_task *next = task->next;
            ebb_list_push(&worker->own, task, task);
            task = next;
        }
    }
    return ebb_list_pop(&worker->own);
}

static ebb_task *next_local(ebb_worker *worker) {
    ebb_task *task = worker->lifo;
    if (task != NULL) {
        worker->lifo = NULL;
        return task;
    }
    return ebb_local_pop(&worker->local);
}

static ebb_task *next_task(ebb_worker *worker) {
    if (worker->pool->pinned) {
        return next_own(worker);
    }
    bool injected_first = worker->tick % INJECTION_INTERVAL == 0;
    ebb_task *task = NULL;
    if (injected_first) {
        task = ebb_injection_pop(&worker->pool->injection);
    }
    if (task == NULL) {
        task = next_local(worker);
    }
    if (task == NULL && !injected_first) {
        task = ebb_injection_pop(&worker->pool->injection);
    }
    return task;
}

static ebb_task *steal(ebb_worker *worker) {
    ebb_pool *pool = worker->pool;
    if (pool->pinned || !ebb_idle_start_search(worker)) {
        return NULL;
    }
    uint32_t start = (uint32_t)ebb_uniform(&worker->random, 0, pool->count - 1);
    for (uint32_t i = 0; i < pool->count; i++) {
        ebb_worker *victim = &pool->workers[(start + i) % pool->count];
        if (victim != worker) {
            ebb_task *task = ebb_local_steal(&worker->local, &victim->local);
            if (task != NULL) {
                atomic_fetch_add_explicit(&worker->steals, 1, memory_order_relaxed);
                return task;
            }
        }
    }
    return ebb_injection_pop(&pool->injection);
}

static void run_task(ebb_worker *worker, ebb_task *task) {
    ebb_idle_end_search(worker);
    EBB_ASSERT(atomic_load(&task->state) == EBB_RUNNABLE);
    EBB_ASSERT(task->home == NULL || task->home == worker || !worker->pool->pinned);
    atomic_store(&task->state, EBB_RUNNING);
    if (task->poll(task, worker) == EBB_DONE) {
        atomic_store_explicit(&worker->tasks,
                              atomic_load_explicit(&worker->tasks, memory_order_relaxed) + 1,
                              memory_order_relaxed);
        return;
    }
    uint32_t state = EBB_RUNNING;
    if (!atomic_compare_exchange_strong(&task->state, &state, EBB_WAITING)) {
        ebb_schedule_again(worker, task);
    }
}

static void park_pinned(ebb_worker *worker) {
    while (!ebb_schedule_has_own(worker) && !atomic_load(&worker->pool->stopping)) {
        ebb_drive_or_wait(worker);
        ebb_errand_run(worker);
    }
}

static bool work_pending(const ebb_pool *pool) {
    for (uint32_t i = 0; i < pool->count; i++) {
        if (!ebb_local_is_empty(&pool->workers[i].local)) {
            return true;
        }
    }
    return atomic_load(&pool->injection.length) != 0;
}

static void park(ebb_worker *worker) {
    ebb_pool *pool = worker->pool;
    if (pool->before_park != NULL) {
        pool->before_park(worker, pool->before_park_argument);
    }
    if (pool->pinned) {
        park_pinned(worker);
        return;
    }
    if (ebb_idle_lie_down(worker) && work_pending(pool)) {
        ebb_idle_notify(pool);
    }
    bool up = false;
    while (!up && !atomic_load(&pool->stopping)) {
        ebb_drive_or_wait(worker);
        ebb_errand_run(worker);
        up = ebb_idle_get_up(worker, ebb_schedule_has_own(worker));
    }
    if (!worker->searching && !ebb_local_is_empty(&worker->local)) {
        ebb_idle_notify(pool); /* more timers came due than this worker can handle at once */
    }
}

void ebb_worker_loop(ebb_worker *worker) {
    while (!atomic_load_explicit(&worker->pool->stopping, memory_order_acquire)) {
        worker->tick++;
        ebb_errand_run(worker);
        if (worker->tick % DRIVE_INTERVAL == 0) {
            ebb_drive(worker);
        }
        ebb_task *task = next_task(worker);
        if (task == NULL) {
            task = steal(worker);
        }
        if (task != NULL) {
            run_task(worker, task);
        } else {
            park(worker);
        }
    }
}
