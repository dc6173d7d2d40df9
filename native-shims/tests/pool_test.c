/* SPDX-License-Identifier: Apache-2.0 */
#include "pool/pool.h"

#include <sched.h>
#include <string.h>

#include "base/clock.h"
#include "check.h"

#define WORKERS 4
#define TASKS 20000

static ebb_pool *pool;
static ebb_worker *workers;
static ebb_account *accounts;
static _Atomic int64_t done;
static _Atomic uint32_t ran_on[WORKERS];
static _Atomic uint32_t gathered;
static _Atomic uint32_t parks[WORKERS];

typedef struct {
    ebb_task task;
    int waits;
    int64_t woken_at;
} step;

static step steps[TASKS];

static void start_telling(uint32_t count, bool pinned, ebb_errand before_park) {
    pool = ebb_map(sizeof *pool);
    workers = ebb_map(count * sizeof *workers);
    accounts = ebb_map(count * sizeof *accounts);
    ebb_pool_open(pool, workers, accounts, count, pinned);
    pool->before_park = before_park;
    pool->before_park_argument = parks;
    memset((void *)parks, 0, sizeof parks);
    CHECK_EQUAL(ebb_pool_start(pool), 0);
    atomic_store(&done, 0);
    memset((void *)ran_on, 0, sizeof ran_on);
}

static void start(uint32_t count, bool pinned) {
    start_telling(count, pinned, NULL);
}

static void stop(uint32_t count) {
    ebb_pool_stop(pool);
    ebb_pool_close(pool);
    ebb_unmap(pool, sizeof *pool);
    ebb_unmap(workers, count * sizeof *workers);
    ebb_unmap(accounts, count * sizeof *accounts);
}

static void await_done(int64_t count) {
    while (atomic_load(&done) != count) {
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND);
    }
}

static ebb_outcome wait_thrice(ebb_task *task, ebb_worker *worker) {
    step *self = (step *)task;
    atomic_fetch_add(&ran_on[worker->index], 1);
    if (task->home != NULL) {
        CHECK(task->home == worker);
    }
    if (self->waits > 0) {
        CHECK(ebb_now() >= self->woken_at);
    }
    if (self->waits++ < 3) {
        int64_t hold = (1 + (self - steps) % 5) * EBB_MILLISECOND;
        self->woken_at = ebb_now() + hold;
        ebb_pool_wake_after(worker, task, hold);
        return EBB_PENDING;
    }
    atomic_fetch_add(&done, 1);
    return EBB_DONE;
}

static void every_task_runs_to_its_end(uint32_t count, bool pinned) {
    start(count, pinned);
    for (uint32_t i = 0; i < TASKS; i++) {
        memset(&steps[i], 0, sizeof steps[i]);
        ebb_task_init(&steps[i].task, wait_thrice, pinned ? &workers[i % count] : NULL, 1);
        ebb_pool_schedule(pool, NULL, &steps[i].task);
    }
    await_done(TASKS);
    stop(count);
    int64_t polls = 0;
    for (uint32_t i = 0; i < count; i++) {
        polls += ran_on[i];
    }
    CHECK_EQUAL(polls, 4 * TASKS);
}

/* Holds its worker until every worker has one, so the others must be woken and steal. */
static ebb_outcome gather(ebb_task *task, ebb_worker *worker) {
    (void)task;
    if (atomic_fetch_add(&ran_on[worker->index], 1) == 0) {
        atomic_fetch_add(&gathered, 1);
        while (atomic_load(&gathered) != WORKERS) {
            ebb_sleep_until(ebb_now() + EBB_MILLISECOND);
        }
    }
    atomic_fetch_add(&done, 1);
    return EBB_DONE;
}

static ebb_outcome spawn(ebb_task *task, ebb_worker *worker) {
    (void)task;
    for (int i = 1; i < TASKS; i++) {
        ebb_task_init(&steps[i].task, gather, NULL, 1);
        ebb_pool_schedule(worker->pool, worker, &steps[i].task);
    }
    atomic_fetch_add(&done, 1);
    return EBB_DONE;
}

static void what_one_worker_spawns_others_run_too(void) {
    start(WORKERS, false);
    atomic_store(&gathered, 0);
    ebb_task_init(&steps[0].task, spawn, NULL, 1);
    ebb_pool_schedule(pool, NULL, &steps[0].task);
    await_done(TASKS);
    CHECK_EQUAL(atomic_load(&gathered), WORKERS);
    stop(WORKERS);
}

static ebb_outcome await_again(ebb_task *task, ebb_worker *worker) {
    (void)task;
    (void)worker;
    await_done(1);
    atomic_fetch_add(&done, 1);
    return EBB_DONE;
}

/* Woken while it runs, it is queued behind a task that keeps its worker until it has run again. */
static ebb_outcome run_again(ebb_task *task, ebb_worker *worker) {
    if (atomic_fetch_add(&gathered, 1) == 0) {
        ebb_sleep_until(ebb_now() + 50 * EBB_MILLISECOND); /* the other worker goes to sleep */
        ebb_task_init(&steps[1].task, await_again, NULL, 1);
        ebb_pool_schedule(worker->pool, worker, &steps[1].task);
        ebb_pool_wake(worker->pool, worker, task);
        return EBB_PENDING;
    }
    atomic_fetch_add(&done, 1);
    return EBB_DONE;
}

static void a_task_that_is_woken_while_it_runs_wakes_another_worker(void) {
    start(2, false);
    atomic_store(&gathered, 0);
    ebb_task_init(&steps[0].task, run_again, NULL, 1);
    ebb_pool_schedule(pool, NULL, &steps[0].task);
    await_done(2);
    stop(2);
}

static ebb_outcome stay(ebb_task *task, ebb_worker *worker) {
    (void)task;
    atomic_fetch_add(&ran_on[worker->index], 1);
    atomic_fetch_add(&done, 1);
    return EBB_PENDING;
}

static void await_all_parked(void) {
    bool all = false;
    while (!all) {
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND);
        pthread_mutex_lock(&pool->sleepers_lock);
        all = pool->sleeping == pool->count;
        pthread_mutex_unlock(&pool->sleepers_lock);
    }
}

static void the_last_to_park_is_woken_first(void) {
    ebb_task task;
    start(WORKERS, false);
    ebb_task_init(&task, stay, NULL, 1);
    atomic_store(&task.state, EBB_WAITING);
    for (int i = 0; i < 50; i++) {
        await_all_parked();
        uint32_t last = pool->sleepers[pool->sleeping - 1];
        uint32_t before = ran_on[last];
        ebb_pool_wake(pool, NULL, &task);
        await_done(i + 1);
        CHECK_EQUAL(ran_on[last], before + 1);
    }
    await_all_parked();
    stop(WORKERS);
}

static void count_park(ebb_worker *worker, void *argument) {
    CHECK(argument == parks);
    atomic_fetch_add(&parks[worker->index], 1);
}

static void a_worker_tells_each_time_it_parks(void) {
    ebb_task task;
    start_telling(WORKERS, false, count_park);
    ebb_task_init(&task, stay, NULL, 1);
    atomic_store(&task.state, EBB_WAITING);
    for (int i = 1; i <= 50; i++) {
        await_all_parked();
        uint32_t last = pool->sleepers[pool->sleeping - 1];
        uint32_t before = parks[last];
        CHECK(before > 0);
        ebb_pool_wake(pool, NULL, &task);
        await_done(i);
        await_all_parked();
        CHECK_EQUAL(parks[last], before + 1);
    }
    stop(WORKERS);
}

static void a_pinned_worker_does_so_too(void) {
    ebb_task task;
    start_telling(WORKERS, true, count_park);
    ebb_task_init(&task, stay, &workers[2], 1);
    atomic_store(&task.state, EBB_WAITING);
    for (uint32_t i = 1; i <= 50; i++) {
        while (atomic_load(&parks[2]) < i || atomic_load(&task.state) != EBB_WAITING) {
            sched_yield();
        }
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND);
        CHECK_EQUAL(parks[2], i);
        ebb_pool_wake(pool, NULL, &task);
        await_done(i);
    }
    stop(WORKERS);
    for (int w = 0; w < WORKERS; w++) {
        CHECK(w == 2 || parks[w] == 1);
    }
}

static void await_waiting(ebb_task *task, int64_t count) {
    while (atomic_load(&done) != count || atomic_load(&task->state) != EBB_WAITING) {
        sched_yield();
    }
}

static void events_are_run_by_the_worker_that_waits_for_them(void) {
    ebb_task task;
    start(WORKERS, false);
    ebb_task_init(&task, stay, NULL, 1);
    atomic_store(&task.state, EBB_WAITING);
    while (atomic_load(&pool->driver) == NULL) {
        sched_yield();
    }
    ebb_worker *driver = atomic_load(&pool->driver);
    for (int i = 1; i <= 50; i++) {
        await_all_parked();
        CHECK_EQUAL(atomic_load(&pool->driver) - workers, driver - workers);
        ebb_pool_event(pool, &task);
        await_waiting(&task, i);
        CHECK_EQUAL(ran_on[driver->index], i);
    }
    stop(WORKERS);
}

/* One after the other without a pause: the driver is now about to wait, now at work. */
static void no_event_is_lost(bool pinned) {
    ebb_task task;
    start(WORKERS, pinned);
    ebb_task_init(&task, stay, &workers[2], 1);
    atomic_store(&task.state, EBB_WAITING);
    for (int i = 1; i <= TASKS; i++) {
        ebb_pool_event(pool, &task);
        await_waiting(&task, i);
    }
    stop(WORKERS);
    if (pinned) {
        CHECK_EQUAL(ran_on[2], TASKS);
    }
}

static ebb_outcome wake_itself(ebb_task *task, ebb_worker *worker) {
    if (atomic_fetch_add(&done, 1) + 1 < 100) {
        ebb_pool_wake(worker->pool, worker, task);
        ebb_pool_wake(worker->pool, worker, task); /* once more, not twice */
        return EBB_PENDING;
    }
    return EBB_DONE;
}

static void a_task_woken_while_it_runs_runs_once_more(bool pinned) {
    ebb_task task;
    start(WORKERS, pinned);
    ebb_task_init(&task, wake_itself, pinned ? &workers[2] : NULL, 1);
    ebb_pool_schedule(pool, NULL, &task);
    await_done(100);
    stop(WORKERS);
    CHECK_EQUAL(done, 100);
}

static void count_errand(ebb_worker *worker, void *argument) {
    CHECK(argument == &done);
    atomic_fetch_add(&ran_on[worker->index], 1);
}

static void an_errand_reaches_every_worker_once(bool pinned) {
    start(WORKERS, pinned);
    for (int i = 1; i <= 100; i++) {
        ebb_pool_each(pool, count_errand, &done);
        for (int w = 0; w < WORKERS; w++) {
            CHECK_EQUAL(ran_on[w], i);
        }
    }
    stop(WORKERS);
}

int main(void) {
    every_task_runs_to_its_end(1, false);
    every_task_runs_to_its_end(WORKERS, false);
    every_task_runs_to_its_end(WORKERS, true);
    what_one_worker_spawns_others_run_too();
    a_task_that_is_woken_while_it_runs_wakes_another_worker();
    the_last_to_park_is_woken_first();
    a_worker_tells_each_time_it_parks();
    a_pinned_worker_does_so_too();
    events_are_run_by_the_worker_that_waits_for_them();
    no_event_is_lost(false);
    no_event_is_lost(true);
    a_task_woken_while_it_runs_runs_once_more(false);
    a_task_woken_while_it_runs_runs_once_more(true);
    an_errand_reaches_every_worker_once(false);
    an_errand_reaches_every_worker_once(true);
    return 0;
}
