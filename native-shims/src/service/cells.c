/* SPDX-License-Identifier: Apache-2.0 */
#include "cells.h"

void ebb_payload_release(ebb_payload *payload, size_t size, ebb_account *account) {
    uint32_t before = atomic_fetch_sub_explicit(&payload->references, 1, memory_order_acq_rel);
    EBB_ASSERT(before > 0);
    if (before == 1) {
        ebb_block_free(account, payload, size);
    }
}

void ebb_event_free_content(ebb_event *event, ebb_account *account) {
    ebb_vector_free(&event->responses, account);
    ebb_vector_free(&event->tokens, account);
    ebb_payload_release(event->payload, (size_t)event->burst->field[EBB_PAYLOAD], account);
}

static void free_event_cell(ebb_event *event, ebb_account *account) {
    ebb_burst *burst = event->burst;
    ebb_block_free(account, event, EBB_CELL);
    ebb_permits_event_dropped(&burst->permits);
}

void ebb_event_release(ebb_event *event, ebb_account *account) {
    ebb_burst *burst = event->burst;
    if (ebb_task_release(&event->task)) {
        if (ebb_burst_has_reaper(burst)) {
            ebb_reaper_take(&burst->reaper, &event->task);
        } else {
            free_event_cell(event, account);
        }
    }
}

void ebb_event_reap(ebb_event *event, ebb_account *account) {
    ebb_burst *burst = event->burst;
    ebb_event_free_content(event, account);
    ebb_permit_release(&burst->permits);
    free_event_cell(event, account);
}
