/* SPDX-License-Identifier: Apache-2.0 */
#include "schedule.h"

#include "idle.h"

static void schedule_pinned(ebb_worker *worker, ebb_task *task) {
    ebb_worker *home = task->home;
    EBB_ASSERT(home != NULL);
    if (home == worker) {
        ebb_list_push(&worker->own, task, task);
    } else {
        ebb_stack_push(&home->inbox, task);
        ebb_idle_unpark(home);
    }
}

void ebb_pool_schedule(ebb_pool *pool, ebb_worker *worker, ebb_task *task) {
    EBB_ASSERT(atomic_load(&task->state) == EBB_RUNNABLE);
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

void ebb_schedule_again(ebb_worker *worker, ebb_task *task) {
    EBB_ASSERT(atomic_load(&task->state) == EBB_RUNNING_WOKEN);
    atomic_store(&task->state, EBB_RUNNABLE);
    if (worker->pool->pinned) {
        ebb_list_push(&worker->own, task, task);
    } else {
        ebb_local_push(&worker->local, task, &worker->pool->injection);
        ebb_idle_notify(worker->pool);
    }
}

bool ebb_schedule_has_own(const ebb_worker *worker) {
    return worker->lifo != NULL || worker->own.first != NULL ||
           atomic_load(&worker->inbox) != NULL || !ebb_local_is_empty(&worker->local);
}
