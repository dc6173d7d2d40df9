/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The service's main task, on a thread of its own: a permit for each event,
 * then the event and its tokens, allocated here and run by the workers. In a
 * pinned pool the worker begins the event itself, so that nothing crosses.
 */
#include "base/base.h"
#include "burst.h"
#include "event.h"

enum command { REST, RUN, STEP, END };

static void permit_take(ebb_burst *burst) {
    uint32_t permits = atomic_load(&burst->permits);
    for (;;) {
        if (permits == 0) {
            ebb_wait(&burst->permits, 0, -1);
            permits = atomic_load(&burst->permits);
        } else if (atomic_compare_exchange_weak(&burst->permits, &permits, permits - 1)) {
            return;
        }
    }
}

void ebb_burst_permit_release(ebb_burst *burst) {
    if (atomic_fetch_add(&burst->permits, 1) == 0) {
        ebb_wake(&burst->permits, 1);
    }
}

void ebb_burst_event_dropped(ebb_burst *burst) {
    if (atomic_fetch_add(&burst->events_dropped, 1) + 1 == (uint32_t)burst->field[EBB_EVENTS]) {
        ebb_wake(&burst->events_dropped, 1);
    }
}

static ebb_outcome start_events(ebb_task *task, ebb_worker *worker) {
    ebb_starter *starter = (ebb_starter *)task;
    while (atomic_load(&starter->pending) != 0) {
        atomic_fetch_sub(&starter->pending, 1);
        uint64_t id = worker->index + starter->begun++ * worker->pool->count;
        ebb_event *event = ebb_event_new(starter->burst, worker->account, id, worker);
        ebb_pool_schedule(worker->pool, worker, &event->task);
    }
    return EBB_PENDING;
}

static void begin_event(ebb_burst *burst, uint64_t id) {
    if (burst->pool.pinned) {
        ebb_starter *starter = &burst->starters[id % burst->pool.count];
        atomic_fetch_add(&starter->pending, 1);
        ebb_pool_wake(&burst->pool, NULL, &starter->task);
    } else {
        ebb_event *event = ebb_event_new(burst, ebb_burst_main_account(burst), id, NULL);
        ebb_pool_schedule(&burst->pool, NULL, &event->task);
    }
}

static void begin_events(ebb_burst *burst) {
    uint32_t events = (uint32_t)burst->field[EBB_EVENTS];
    for (uint32_t id = 0; id < events; id++) {
        permit_take(burst);
        begin_event(burst, id);
    }
    ebb_await(&burst->events_dropped, events);
}

static void *serve(void *argument) {
    ebb_burst *burst = argument;
    for (;;) {
        uint32_t command = atomic_load(&burst->command);
        if (command == END) {
            return NULL;
        }
        if (command == REST) {
            ebb_wait(&burst->command, REST, -1);
            continue;
        }
        if (command == RUN) {
            begin_events(burst);
        } else {
            ebb_step_take(&burst->step, ebb_burst_main_account(burst));
        }
        ebb_publish(&burst->command, REST);
    }
}

int32_t ebb_main_start(ebb_burst *burst) {
    for (uint32_t i = 0; i < burst->pool.count; i++) {
        ebb_task_init(&burst->starters[i].task, start_events, &burst->workers[i], 1);
        atomic_store(&burst->starters[i].task.state, EBB_WAITING);
        burst->starters[i].burst = burst;
    }
    atomic_store(&burst->permits, (uint32_t)burst->field[EBB_PERMITS]);
    atomic_store(&burst->command, REST);
    return ebb_thread_start(&burst->main_thread, "ebb-main", serve, burst) == 0 ? EBB_OK
                                                                                : EBB_ERROR_SYSTEM;
}

void ebb_main_stop(ebb_burst *burst) {
    ebb_publish(&burst->command, END);
    pthread_join(burst->main_thread, NULL);
}

void ebb_main_step(ebb_burst *burst) {
    ebb_publish(&burst->command, STEP);
}

void ebb_main_await_rest(ebb_burst *burst) {
    ebb_await(&burst->command, REST);
}

void ebb_main_run(ebb_burst *burst) {
    atomic_store(&burst->events_dropped, 0);
    for (uint32_t i = 0; i < burst->pool.count; i++) {
        burst->starters[i].begun = 0; /* nothing is pending: no worker looks at it now */
    }
    ebb_publish(&burst->command, RUN);
    ebb_main_await_rest(burst);
}
