/* SPDX-License-Identifier: Apache-2.0 */
/* A token's task: three polls, with a call and its wait after the first and the second. */
#include "token.h"

static void allocate_buffers(ebb_token *token, ebb_account *account, int64_t count) {
    const ebb_burst *burst = token->event->burst;
    for (int64_t i = 0; i < count; i++) {
        uint32_t size =
            (uint32_t)ebb_uniform(&token->stream, (uint64_t)burst->field[EBB_BUFFER_MIN],
                                  (uint64_t)burst->field[EBB_BUFFER_MAX]);
        ebb_vector_push(&token->buffers, account, &token->stream,
                        ebb_block_malloc(account, size, &token->stream), size);
    }
}

static void call_out(ebb_token *token, ebb_worker *worker) {
    const int64_t *field = token->event->burst->field;
    uint64_t hold = ebb_uniform(&token->stream, (uint64_t)field[EBB_HOLD_MIN_US],
                                (uint64_t)field[EBB_HOLD_MAX_US]);
    ebb_pool_wake_after(worker, &token->task, (int64_t)hold * 1000);
}

static void make_request(ebb_token *token, ebb_account *account) {
    static const uint32_t url[] = {24, EBB_URL};
    token->url = ebb_string_format(account, &token->stream, url, 2);
    allocate_buffers(token, account, token->event->burst->field[EBB_BUFFERS_REQUEST]);
}

static void free_token_content(ebb_token *token, ebb_account *account) {
    ebb_vector_free(&token->buffers, account);
    ebb_block_free(account, token->url, EBB_URL);
    ebb_block_free(account, token->clone, EBB_CLONE);
    ebb_payload_release(token->payload, (size_t)token->event->burst->field[EBB_PAYLOAD], account);
}

/* Where there is a reaper only it frees: the last reference hands the whole token over. */
static void release_token(ebb_token *token, ebb_account *account) {
    ebb_burst *burst = token->event->burst;
    if (ebb_task_release(&token->task)) {
        if (ebb_burst_has_reaper(burst)) {
            ebb_reaper_take(&burst->reaper, &token->task);
        } else {
            ebb_block_free(account, token, EBB_CELL);
        }
    }
}

void ebb_token_reap(ebb_token *token, ebb_account *account) {
    ebb_event *event = token->event;
    free_token_content(token, account);
    ebb_block_free(account, token->join, EBB_JOIN);
    ebb_block_free(account, token, EBB_CELL);
    ebb_event_release(event, account);
}

/*
 * The event may take the token and finish as soon as it sees the entry, so the
 * token's reference to it is dropped last.
 */
static void finish_token(ebb_token *token, ebb_worker *worker) {
    static const uint32_t response[] = {16, 35, EBB_RESPONSE};
    ebb_account *account = worker->account;
    ebb_event *event = token->event;
    bool reaped = ebb_burst_has_reaper(event->burst);
    token->response = ebb_string_format(account, &token->stream, response, 3);
    if (!reaped) {
        free_token_content(token, account);
    }
    ebb_join *join = token->join;
    join->next = atomic_load(&event->finished);
    while (!atomic_compare_exchange_weak(&event->finished, &join->next, join)) {
    }
    ebb_pool_wake(worker->pool, worker, &event->task);
    release_token(token, account);
    if (!reaped) {
        ebb_event_release(event, account);
    }
}

static ebb_outcome poll_token(ebb_task *task, ebb_worker *worker) {
    ebb_token *token = (ebb_token *)task;
    EBB_ASSERT(token->polls < 3);
    switch (token->polls++) {
    case 0:
        make_request(token, worker->account);
        call_out(token, worker);
        return EBB_PENDING;
    case 1:
        allocate_buffers(token, worker->account, token->event->burst->field[EBB_BUFFERS_RESPONSE]);
        call_out(token, worker);
        return EBB_PENDING;
    default:
        finish_token(token, worker);
        return EBB_DONE;
    }
}

bool ebb_token_is(const ebb_task *task) {
    return task->poll == poll_token;
}

ebb_task *ebb_token_new(ebb_event *event, ebb_worker *worker, uint32_t number) {
    ebb_account *account = worker->account;
    uint64_t stream = ebb_stream((uint64_t)event->burst->field[EBB_SEED], event->id, number + 1) +
                      event->burst->mixed;
    void *clone = ebb_block_malloc(account, EBB_CLONE, &stream);
    ebb_token *token = ebb_block_align(account, EBB_CELL_ALIGNMENT, EBB_CELL, &stream);
    ebb_task_init(&token->task, poll_token, event->task.home, 2);
    token->event = event;
    token->join = ebb_block_malloc(account, EBB_JOIN, &stream);
    token->join->token = token;
    token->payload = event->payload;
    atomic_fetch_add_explicit(&event->payload->references, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&event->task.references, 1, memory_order_relaxed);
    token->clone = clone;
    token->buffers = (ebb_vector){0};
    token->stream = stream;
    token->polls = 0;
    return &token->task;
}

void *ebb_token_join(ebb_token *token, ebb_account *account) {
    void *response = token->response;
    if (!ebb_burst_has_reaper(token->event->burst)) {
        ebb_block_free(account, token->join, EBB_JOIN);
    }
    release_token(token, account);
    return response;
}
