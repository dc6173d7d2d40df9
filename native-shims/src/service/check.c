/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The health checks between bursts: each an event of the kernel, so they wake
 * the worker that waits for those, and all run on that one; in a pinned pool it
 * hands them to the first.
 */
#include "check.h"

#include "burst.h"
#include "cells.h"

#define TASK_BUFFERS 6
#define TASK_BUFFER_MIN 64
#define TASK_BUFFER_MAX 1963

/*
 * GET /health on a new connection, like the kubelet's probes, to a service on
 * hyper 0.14: its requests to malloc in order, all on the worker that took the
 * connection. measure/health.sh counts them.
 */
enum { TASK, WRITE, DISPATCH, SERVICE, READ, PATH, SHARED, NAME, HEADERS, MORE, NEXT, BODY, SLOTS };

/* A size: allocated, or grown where the slot has a block; 0: freed. */
static const struct {
    uint8_t slot;
    uint32_t size;
} http[] = {
    {TASK, 592},    {WRITE, 8192}, {DISPATCH, 288}, {SERVICE, 48},  {READ, 8192},
    {PATH, 7},      {SHARED, 40},  {NAME, 16},      {HEADERS, 312}, {MORE, 32},
    {HEADERS, 624}, {NAME, 0},     {NEXT, 8192},    {PATH, 0},      {MORE, 0},
    {READ, 0},      {SHARED, 0},   {HEADERS, 0},    {BODY, 320},    {NEXT, 0},
    {WRITE, 0},     {BODY, 0},     {DISPATCH, 0},   {SERVICE, 0},   {TASK, 0},
};

void ebb_check_http(ebb_account *account) {
    void *block[SLOTS] = {0};
    uint32_t held[SLOTS] = {0};
    for (size_t i = 0; i < sizeof http / sizeof http[0]; i++) {
        uint8_t slot = http[i].slot;
        uint32_t size = http[i].size;
        if (size == 0) {
            ebb_block_free(account, block[slot], held[slot]);
        } else if (held[slot] == 0) {
            block[slot] = ebb_block_malloc(account, size, NULL);
        } else {
            block[slot] = ebb_block_realloc(account, block[slot], held[slot], size);
        }
        held[slot] = size;
    }
}

void ebb_check_task(ebb_account *account, uint64_t stream) {
    void *cell = ebb_block_align(account, EBB_CELL_ALIGNMENT, EBB_CELL, NULL);
    ebb_vector buffers = {0};
    for (int i = 0; i < TASK_BUFFERS; i++) {
        uint32_t size = (uint32_t)ebb_uniform(&stream, TASK_BUFFER_MIN, TASK_BUFFER_MAX);
        ebb_vector_push(&buffers, account, NULL, ebb_block_malloc(account, size, NULL), size);
    }
    ebb_vector_free(&buffers, account);
    ebb_block_free(account, cell, EBB_CELL);
}

static ebb_outcome poll_check(ebb_task *task, ebb_worker *worker) {
    ebb_check *check = (ebb_check *)task;
    uint64_t number = (uint64_t)atomic_fetch_add(&check->run, 1);
    const int64_t *field = check->burst->field;
    if (field[EBB_CHECK] == EBB_CHECK_HTTP) {
        ebb_check_http(worker->account);
    } else {
        ebb_check_task(worker->account, ebb_stream((uint64_t)field[EBB_SEED], UINT64_MAX, number));
    }
    return EBB_PENDING;
}

void ebb_check_open(ebb_check *check, ebb_burst *burst) {
    ebb_task_init(&check->task, poll_check, &burst->workers[0], 1);
    atomic_store(&check->task.state, EBB_WAITING);
    check->burst = burst;
}

static void await_check(ebb_check *check) {
    while (atomic_load(&check->run) != check->asked ||
           atomic_load(&check->task.state) != EBB_WAITING) {
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND / 10);
    }
}

void ebb_check_until(ebb_check *check, int64_t end) {
    int64_t per_hour = check->burst->field[EBB_CHURN_PER_HOUR];
    if (per_hour != 0 && check->burst->pool.running != 0) {
        int64_t interval = 3600 * EBB_SECOND / per_hour;
        for (int64_t next = ebb_now() + interval; next < end; next += interval) {
            ebb_sleep_until(next);
            await_check(check);
            check->asked++;
            ebb_pool_event(&check->burst->pool, &check->task);
        }
    }
    ebb_sleep_until(end);
    await_check(check);
}
