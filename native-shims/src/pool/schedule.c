/* SPDX-License-Identifier: Apache-2.0 */
/* Which task runs next, and where one that became runnable goes. */
#include "base/base.h"
#include "pool.h"

/* Tokio's intervals: how many tasks between two looks at the timers, and at the injection queue. */
#define DRIVE_INTERVAL 61
#define INJECTION_INTERVAL 61

static void own_push(ebb_worker *worker, ebb_task *task) {
    task->next = NULL;
    if (worker->own_last == NULL) {
        worker->own_first = task;
    } else {
        worker->own_last->next = task;
    }
    worker->own_last = task;
}

static ebb_task *own_pop(ebb_worker *worker) {
    if (worker->own_first == NULL) {
        ebb_task *task = ebb_stack_take(&worker->inbox);
        while (task != NULL) {
            ebb_task *next = task->next;
            own_push(worker, task);
            task = next;
        }
    }
    ebb_task *task = worker->own_first;
    if (task != NULL) {
        worker->own_first = task->next;
        if (worker->own_first == NULL) {
            worker->own_last = NULL;
        }
    }
    return task;
}

static void schedule_pinned(ebb_worker *worker, ebb_task *task) {
    ebb_worker *home = task->home;
    if (home == worker) {
        own_push(worker, task);
    } else {
        ebb_stack_push(&home->inbox, task);
        ebb_idle_unpark(home);
    }
}

void ebb_pool_schedule(ebb_pool *pool, ebb_worker *worker, ebb_task *task) {
    if (pool->pinned) {
        schedule_pinned(worker, task);
        return;
    }
    if (worker == NULL) {
        ebb_injection_push(&pool->injection, task, task, 1);
        ebb_idle_notify(pool);
        return;
    }
    ebb_task *previous = worker->lifo;
    worker->lifo = task;
    if (previous != NULL) {
        ebb_local_push(&worker->local, previous, &pool->injection);
        if (!worker->driving) {
            ebb_idle_notify(pool);
        }
    }
}

void ebb_pool_wake(ebb_pool *pool, ebb_worker *worker, ebb_task *task) {
    uint32_t state = atomic_load(&task->state);
    for (;;) {
        if (state == EBB_WAITING) {
            if (atomic_compare_exchange_weak(&task->state, &state, EBB_RUNNABLE)) {
                ebb_pool_schedule(pool, worker, task);
                return;
            }
        } else if (state == EBB_RUNNING) {
            if (atomic_compare_exchange_weak(&task->state, &state, EBB_RUNNING_WOKEN)) {
                return;
            }
        } else {
            return;
        }
    }
}

void ebb_schedule_list(ebb_worker *worker, ebb_task *list) {
    while (list != NULL) {
        ebb_task *next = list->next;
        ebb_pool_wake(worker->pool, worker, list);
        list = next;
    }
}

void ebb_pool_wake_after(ebb_worker *worker, ebb_task *task, int64_t nanoseconds) {
    int64_t due;
    ebb_task *late = ebb_timers_arm(&worker->pool->timers, task, ebb_now(), nanoseconds, &due);
    ebb_schedule_list(worker, late);
    ebb_idle_armed(worker->pool, due);
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
        return own_pop(worker);
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

static void run(ebb_worker *worker, ebb_task *task) {
    ebb_idle_end_search(worker);
    atomic_store(&task->state, EBB_RUNNING);
    if (task->poll(task, worker) == EBB_DONE) {
        atomic_store_explicit(&worker->tasks,
                              atomic_load_explicit(&worker->tasks, memory_order_relaxed) + 1,
                              memory_order_relaxed);
        return;
    }
    uint32_t state = EBB_RUNNING;
    if (!atomic_compare_exchange_strong(&task->state, &state, EBB_WAITING)) {
        /* Woken while it ran: behind the others, so that they have their turn. */
        atomic_store(&task->state, EBB_RUNNABLE);
        if (worker->pool->pinned) {
            own_push(worker, task);
        } else {
            ebb_local_push(&worker->local, task, &worker->pool->injection);
        }
    }
}

bool ebb_schedule_has_own(const ebb_worker *worker) {
    return worker->lifo != NULL || worker->own_first != NULL ||
           atomic_load(&worker->inbox) != NULL || !ebb_local_is_empty(&worker->local);
}

void ebb_schedule_loop(ebb_worker *worker) {
    while (!atomic_load_explicit(&worker->pool->stopping, memory_order_acquire)) {
        worker->tick++;
        ebb_pool_run_errand(worker);
        if (worker->tick % DRIVE_INTERVAL == 0) {
            ebb_idle_try_drive(worker);
        }
        ebb_task *task = next_task(worker);
        if (task == NULL) {
            task = steal(worker);
        }
        if (task != NULL) {
            run(worker, task);
        } else {
            ebb_idle_park(worker);
        }
    }
}
