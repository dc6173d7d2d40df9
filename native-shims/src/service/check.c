/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The health checks between bursts: small tasks from outside, so they wake the
 * worker that parked last, which is why the same few workers keep being woken.
 */
#include "check.h"

#include "burst.h"
#include "cells.h"

#define CHECK_BUFFERS 6
#define CHECK_BUFFER_MIN 64
#define CHECK_BUFFER_MAX 1963

void ebb_check_once(ebb_account *account, uint64_t stream) {
    void *cell = ebb_block_align(account, EBB_CELL_ALIGNMENT, EBB_CELL, &stream);
    ebb_vector buffers = {0};
    for (int i = 0; i < CHECK_BUFFERS; i++) {
        uint32_t size = (uint32_t)ebb_uniform(&stream, CHECK_BUFFER_MIN, CHECK_BUFFER_MAX);
        ebb_vector_push(&buffers, account, &stream, ebb_block_malloc(account, size, &stream), size);
    }
    ebb_vector_free(&buffers, account);
    ebb_block_free(account, cell, EBB_CELL);
}

static ebb_outcome poll_check(ebb_task *task, ebb_worker *worker) {
    ebb_check *check = (ebb_check *)task;
    uint64_t number = (uint64_t)atomic_fetch_add(&check->run, 1);
    ebb_check_once(worker->account,
                   ebb_stream((uint64_t)check->burst->field[EBB_SEED], UINT64_MAX, number));
    return EBB_PENDING;
}

void ebb_check_open(ebb_check *check, ebb_burst *burst) {
    ebb_task_init(&check->task, poll_check, &burst->workers[0], 1);
    atomic_store(&check->task.state, EBB_WAITING);
    check->burst = burst;
}

void ebb_check_until(ebb_check *check, int64_t end) {
    int64_t per_hour = check->burst->field[EBB_CHURN_PER_HOUR];
    if (per_hour != 0 && check->burst->pool.running != 0) {
        int64_t interval = 3600 * EBB_SECOND / per_hour;
        for (int64_t next = ebb_now() + interval; next < end; next += interval) {
            ebb_sleep_until(next);
            ebb_pool_wake(&check->burst->pool, NULL, &check->task);
        }
    }
    ebb_sleep_until(end);
    while (atomic_load(&check->task.state) != EBB_WAITING) {
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND / 10);
    }
}
