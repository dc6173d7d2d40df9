/* SPDX-License-Identifier: Apache-2.0 */
/* An event's task: spawns its tokens' tasks, collects their responses, drops everything. */
#include "event.h"
#include "base/base.h"
#include "burst.h"

static void free_content(ebb_event *event, ebb_account *account) {
    ebb_vector_free(&event->responses, account);
    ebb_vector_free(&event->tokens, account);
    if (atomic_fetch_sub_explicit(&event->payload->references, 1, memory_order_acq_rel) == 1) {
        ebb_block_free(account, event->payload, (size_t)event->burst->field[EBB_PAYLOAD]);
    }
}

static void free_cell(ebb_event *event, ebb_account *account) {
    ebb_burst *burst = event->burst;
    ebb_block_free(account, event, EBB_CELL);
    ebb_burst_event_dropped(burst);
}

void ebb_event_release(ebb_event *event, ebb_account *account) {
    ebb_burst *burst = event->burst;
    if (ebb_task_release(&event->task)) {
        if (burst->field[EBB_TOPOLOGY] == EBB_REAPER) {
            ebb_reaper_take(&burst->reaper, &event->task);
        } else {
            free_cell(event, account);
        }
    }
}

void ebb_event_reap(ebb_event *event, ebb_account *account) {
    ebb_burst *burst = event->burst;
    free_content(event, account);
    ebb_burst_permit_release(burst);
    free_cell(event, account);
}

static void collect(ebb_event *event, ebb_account *account) {
    ebb_join *join = atomic_exchange(&event->finished, NULL);
    while (join != NULL) {
        ebb_join *next = join->next;
        void *response = ebb_token_join(join->token, account);
        ebb_vector_push(&event->responses, account, &event->stream, response, EBB_RESPONSE);
        join = next;
    }
}

static ebb_outcome poll(ebb_task *task, ebb_worker *worker) {
    ebb_event *event = (ebb_event *)task;
    while (event->spawned < event->tokens.length) {
        ebb_task *token = ebb_token_new(event, worker, event->spawned++);
        ebb_pool_schedule(worker->pool, worker, token);
    }
    collect(event, worker->account);
    if (event->responses.length < event->tokens.length) {
        return EBB_PENDING;
    }
    if (event->burst->field[EBB_TOPOLOGY] != EBB_REAPER) {
        free_content(event, worker->account);
        ebb_burst_permit_release(event->burst);
    }
    ebb_event_release(event, worker->account);
    return EBB_DONE;
}

ebb_event *ebb_event_new(ebb_burst *burst, ebb_account *account, uint64_t id, ebb_worker *home) {
    static const uint32_t token[] = {12, 24, EBB_TOKEN};
    const int64_t *field = burst->field;
    uint64_t stream = ebb_stream((uint64_t)field[EBB_SEED], id, 0);
    uint64_t count = (uint64_t)field[EBB_TOKENS];
    if (!field[EBB_TOKENS_FIXED]) {
        count = ebb_uniform(&stream, 1, count);
    }
    ebb_payload *payload = ebb_block_malloc(account, (size_t)field[EBB_PAYLOAD], &stream);
    atomic_init(&payload->references, 1);
    ebb_vector tokens = {
        .entries = ebb_block_malloc(account, count * sizeof(ebb_entry), &stream),
        .capacity = (uint32_t)count,
    };
    for (uint64_t i = 0; i < count; i++) {
        ebb_vector_push(&tokens, account, &stream, ebb_string_format(account, &stream, token, 3),
                        EBB_TOKEN);
    }
    ebb_event *event = ebb_block_align(account, EBB_CELL_ALIGNMENT, EBB_CELL, &stream);
    ebb_task_init(&event->task, poll, home, 1);
    event->burst = burst;
    event->id = id;
    event->stream = stream;
    event->payload = payload;
    event->tokens = tokens;
    event->responses = (ebb_vector){0};
    event->spawned = 0;
    atomic_init(&event->finished, NULL);
    return event;
}
