/* SPDX-License-Identifier: Apache-2.0 */
#include "timers.h"

#include "base/base.h"

static inline ebb_stack *timer_slot(ebb_timers *timers, int64_t tick) {
    return &timers->slots[tick % EBB_TIMER_SLOTS];
}

void ebb_timers_open(ebb_timers *timers, int64_t now) {
    timers->origin = now;
}

int64_t ebb_timers_time(const ebb_timers *timers, int64_t tick) {
    return timers->origin + tick * EBB_MILLISECOND;
}

/* Appends the due tasks of a slot to a list; returns the list's new end. */
static ebb_task **take_due(ebb_timers *timers, int64_t tick, int64_t now, ebb_task **end) {
    ebb_stack *slot = timer_slot(timers, tick);
    ebb_task *task = ebb_stack_take(slot);
    while (task != NULL) {
        ebb_task *next = task->next;
        if (task->due <= now) {
            *end = task;
            end = &task->next;
        } else {
            ebb_stack_push(slot, task);
        }
        task = next;
    }
    *end = NULL;
    return end;
}

/*
 * Both sides use seq_cst operations: either the driver takes the slot after our
 * push and finds the task, or it did so before, and we see that the tick has
 * passed.
 */
ebb_task *ebb_timers_arm(ebb_timers *timers, ebb_task *task, int64_t now, int64_t nanoseconds,
                         int64_t *due) {
    int64_t tick = (now - timers->origin + nanoseconds) / EBB_MILLISECOND + 1;
    ebb_task *late = NULL;
    EBB_ASSERT(tick > 0);
    *due = tick;
    task->due = tick;
    ebb_stack_push(timer_slot(timers, tick), task);
    int64_t passed = atomic_load(&timers->passed);
    if (passed >= tick) {
        take_due(timers, tick, passed, &late);
    }
    return late;
}

ebb_task *ebb_timers_take(ebb_timers *timers, int64_t now) {
    int64_t last = (now - timers->origin) / EBB_MILLISECOND;
    int64_t passed = atomic_load(&timers->passed);
    ebb_task *first = NULL;
    ebb_task **end = &first;
    if (last > passed) {
        atomic_store(&timers->passed, last);
        /* After a pause longer than a round each slot is taken once. */
        int64_t from = last - passed > EBB_TIMER_SLOTS ? last - EBB_TIMER_SLOTS : passed;
        for (int64_t tick = from + 1; tick <= last; tick++) {
            end = take_due(timers, tick, last, end);
        }
    }
    return first;
}

int64_t ebb_timers_next(const ebb_timers *timers) {
    int64_t passed = atomic_load(&timers->passed);
    for (int64_t tick = passed + 1; tick <= passed + EBB_TIMER_SLOTS; tick++) {
        if (atomic_load(&timers->slots[tick % EBB_TIMER_SLOTS]) != NULL) {
            return tick;
        }
    }
    return EBB_TIMER_NONE;
}
