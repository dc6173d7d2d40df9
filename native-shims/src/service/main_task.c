/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For each event the main task takes a permit, then allocates the event and its
 * tokens for the workers to run. In a pinned pool the worker begins the event
 * itself, so that no block changes threads.
 */
#include "main_task.h"

#include "burst.h"
#include "event.h"

enum command { REST, RUN, STEP, END };

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
        ebb_permit_take(&burst->permits);
        begin_event(burst, id);
    }
    ebb_permits_await_events(&burst->permits);
}

static void *run_main(void *argument) {
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
    ebb_permits_open(&burst->permits, (uint32_t)burst->field[EBB_PERMITS],
                     (uint32_t)burst->field[EBB_EVENTS]);
    atomic_store(&burst->command, REST);
    return ebb_thread_start(&burst->main_thread, "ebb-main", run_main, burst) == 0
               ? EBB_OK
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
    for (uint32_t i = 0; i < burst->pool.count; i++) {
        burst->starters[i].begun = 0; /* nothing is pending, so no worker looks at it now */
    }
    ebb_publish(&burst->command, RUN);
    ebb_main_await_rest(burst);
}
