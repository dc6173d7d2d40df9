/* SPDX-License-Identifier: Apache-2.0 */
/* An event's task: spawns its tokens' tasks, collects their responses and frees everything. */
#include "event.h"

#include "token.h"

static void collect(ebb_event *event, ebb_account *account) {
    ebb_join *join = atomic_exchange(&event->finished, NULL);
    while (join != NULL) {
        ebb_join *next = join->next;
        void *response = ebb_token_join(join->token, account);
        ebb_vector_push(&event->responses, account, &event->stream, response, EBB_RESPONSE);
        join = next;
    }
}

static ebb_outcome poll_event(ebb_task *task, ebb_worker *worker) {
    ebb_event *event = (ebb_event *)task;
    while (event->spawned < event->tokens.length) {
        ebb_task *token = ebb_token_new(event, worker, event->spawned++);
        ebb_pool_schedule(worker->pool, worker, token);
    }
    collect(event, worker->account);
    EBB_ASSERT(event->responses.length <= event->tokens.length);
    if (event->responses.length < event->tokens.length) {
        return EBB_PENDING;
    }
    if (!ebb_burst_has_reaper(event->burst)) {
        ebb_event_free_content(event, worker->account);
        ebb_permit_release(&event->burst->permits);
    }
    ebb_event_release(event, worker->account);
    return EBB_DONE;
}

ebb_event *ebb_event_new(ebb_burst *burst, ebb_account *account, uint64_t id, ebb_worker *home) {
    static const uint32_t token[] = {12, 24, EBB_TOKEN};
    const int64_t *field = burst->field;
    uint64_t stream = ebb_stream((uint64_t)field[EBB_SEED], id, 0);
    uint64_t count = (uint64_t)field[EBB_TOKENS]; /* as many in each burst: they last as long */
    if (!field[EBB_TOKENS_FIXED]) {
        count = ebb_uniform(&stream, 1, count);
    }
    stream += burst->mixed;
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
    ebb_task_init(&event->task, poll_event, home, 1);
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

void ebb_event_reap_task(ebb_task *task, ebb_account *account) {
    if (ebb_token_is(task)) {
        ebb_token_reap((ebb_token *)task, account);
    } else {
        ebb_event_reap((ebb_event *)task, account);
    }
}
