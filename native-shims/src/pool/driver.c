/* SPDX-License-Identifier: Apache-2.0 */
#include "driver.h"

#include "idle.h"
#include "schedule.h"

static void fire(ebb_worker *worker) {
    EBB_ASSERT(atomic_load(&worker->pool->driven) && !worker->driving);
    worker->driving = true;
    ebb_schedule_list(worker, ebb_stack_take(&worker->pool->events));
    ebb_schedule_list(worker, ebb_timers_take(&worker->pool->timers, ebb_now()));
    worker->driving = false;
}

void ebb_drive(ebb_worker *worker) {
    ebb_pool *pool = worker->pool;
    if (!atomic_load(&pool->driven) && !atomic_exchange(&pool->driven, true)) {
        fire(worker);
        atomic_store(&pool->driven, false);
        if (!ebb_local_is_empty(&worker->local)) {
            ebb_idle_notify(pool);
        }
    }
}

/*
 * A timer armed after driver_wakes was set to EBB_TIMER_NONE unparks us; one
 * armed before is seen by ebb_timers_next. All of these are seq_cst.
 */
static void wait_for_timers(ebb_worker *worker) {
    ebb_pool *pool = worker->pool;
    atomic_store(&pool->driver, worker);
    atomic_store(&pool->driver_wakes, EBB_TIMER_NONE);
    int64_t next = ebb_timers_next(&pool->timers);
    atomic_store(&pool->driver_wakes, next);
    if (atomic_load(&pool->events) == NULL) {
        ebb_idle_wait(worker, next == EBB_TIMER_NONE ? -1 : ebb_timers_time(&pool->timers, next));
    }
    atomic_store(&pool->driver_wakes, INT64_MIN);
    fire(worker);
    atomic_store(&pool->driven, false);
}

void ebb_drive_or_wait(ebb_worker *worker) {
    if (!atomic_exchange(&worker->pool->driven, true)) {
        wait_for_timers(worker);
    } else {
        ebb_idle_wait(worker, -1);
    }
}

/* A driver that would sleep past this tick is woken, to wait for less. */
static void hurry(ebb_pool *pool, int64_t due) {
    if (due < atomic_load(&pool->driver_wakes)) {
        ebb_worker *driver = atomic_load(&pool->driver);
        if (driver != NULL) {
            ebb_idle_unpark(driver);
        }
    }
}

void ebb_pool_event(ebb_pool *pool, ebb_task *task) {
    ebb_stack_push(&pool->events, task);
    ebb_worker *driver = atomic_load(&pool->driver);
    if (driver != NULL) {
        ebb_idle_unpark(driver);
    }
}

void ebb_pool_wake_after(ebb_worker *worker, ebb_task *task, int64_t nanoseconds) {
    EBB_ASSERT(nanoseconds >= 0);
    EBB_ASSERT(atomic_load(&task->state) == EBB_RUNNING ||
               atomic_load(&task->state) == EBB_RUNNING_WOKEN);
    int64_t due;
    ebb_task *late = ebb_timers_arm(&worker->pool->timers, task, ebb_now(), nanoseconds, &due);
    ebb_schedule_list(worker, late);
    hurry(worker->pool, due);
}
