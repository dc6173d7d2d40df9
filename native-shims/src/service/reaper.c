/* SPDX-License-Identifier: Apache-2.0 */
#include "reaper.h"

/*
 * The number of parcels is read before the stack: whatever is pushed later
 * changes it, so the wait returns at once.
 */
static void *run_reaper(void *argument) {
    ebb_reaper *reaper = argument;
    for (;;) {
        uint32_t parcels = atomic_load(&reaper->parcels);
        ebb_task *task = ebb_stack_take(&reaper->given);
        ebb_step *step = atomic_exchange(&reaper->step, NULL);
        if (step != NULL) {
            ebb_step_take(step, reaper->account);
        } else if (task == NULL) {
            if (atomic_load(&reaper->stopping)) {
                return NULL;
            }
            ebb_wait(&reaper->parcels, parcels, -1);
        }
        while (task != NULL) {
            ebb_task *next = task->next;
            EBB_ASSERT(atomic_load(&task->references) == 0);
            reaper->reap(task, reaper->account);
            task = next;
        }
    }
}

int32_t ebb_reaper_start(ebb_reaper *reaper, ebb_account *account, ebb_reap reap) {
    reaper->reap = reap;
    reaper->account = account;
    atomic_store(&reaper->stopping, false);
    return ebb_thread_start(&reaper->thread, "ebb-reaper", run_reaper, reaper) == 0
               ? EBB_OK
               : EBB_ERROR_SYSTEM;
}

static void ring(ebb_reaper *reaper) {
    atomic_fetch_add(&reaper->parcels, 1);
    ebb_wake(&reaper->parcels, 1);
}

void ebb_reaper_stop(ebb_reaper *reaper) {
    atomic_store(&reaper->stopping, true);
    ring(reaper);
    pthread_join(reaper->thread, NULL);
}

void ebb_reaper_take(ebb_reaper *reaper, ebb_task *task) {
    if (ebb_stack_push(&reaper->given, task)) {
        ring(reaper);
    }
}

void ebb_reaper_step(ebb_reaper *reaper, ebb_step *step) {
    atomic_store(&reaper->step, step);
    ring(reaper);
}
