/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A task: something that runs on a worker until it waits, and again once woken.
 * It stands at the start of the cell that the load allocated for it, so queues
 * are linked through the cells and need no memory of their own.
 */
#ifndef EBB_TASK_H
#define EBB_TASK_H

#include <stdatomic.h>
#include <stdint.h>

#include "observe/observe.h"

typedef struct ebb_task ebb_task;
typedef struct ebb_worker ebb_worker;

/* Runs on a worker; after EBB_DONE the cell may be gone already. */
typedef enum { EBB_PENDING, EBB_DONE } ebb_outcome;
typedef ebb_outcome (*ebb_poll)(ebb_task *task, ebb_worker *worker);

enum ebb_task_state {
    EBB_WAITING,  /* in no queue; a wake makes it runnable */
    EBB_RUNNABLE, /* in one queue */
    EBB_RUNNING,
    EBB_RUNNING_WOKEN /* woken while it ran: runs once more */
};

struct ebb_task {
    ebb_mark mark; /* the cell's */
    /* seq_cst: who wakes a runnable task leaves it; its run then sees what it was woken for. */
    _Atomic uint32_t state;
    ebb_poll poll;
    /* In the injection queue, an inbox, a timer slot or the reaper's list: only ever one of them.
     */
    ebb_task *next;
    int64_t due;      /* tick of the timer it waits for */
    ebb_worker *home; /* where it must run; NULL: anywhere */
    /* acq_rel to drop: the last one sees what the others did; relaxed to add. */
    _Atomic uint32_t references;
};

static inline void ebb_task_init(ebb_task *task, ebb_poll poll, ebb_worker *home,
                                 uint32_t references) {
    atomic_init(&task->state, EBB_RUNNABLE);
    task->poll = poll;
    task->next = NULL;
    task->due = 0;
    task->home = home;
    atomic_init(&task->references, references);
}

/* Whether this was the last reference; then what others did to the task is visible. */
static inline int ebb_task_release(ebb_task *task) {
    uint32_t before = atomic_fetch_sub_explicit(&task->references, 1, memory_order_acq_rel);
    EBB_ASSERT(before > 0);
    return before == 1;
}

/* A list that many threads push to, and one takes as a whole. */
typedef _Atomic(ebb_task *) ebb_stack;

/* Whether the stack was empty. */
static inline int ebb_stack_push(ebb_stack *stack, ebb_task *task) {
    ebb_task *top = atomic_load(stack);
    do {
        task->next = top;
    } while (!atomic_compare_exchange_weak(stack, &top, task));
    return top == NULL;
}

/* All tasks, the first pushed first. */
static inline ebb_task *ebb_stack_take(ebb_stack *stack) {
    if (atomic_load(stack) == NULL) {
        return NULL;
    }
    ebb_task *task = atomic_exchange(stack, NULL);
    ebb_task *first = NULL;
    while (task != NULL) {
        ebb_task *next = task->next;
        task->next = first;
        first = task;
        task = next;
    }
    return first;
}

#endif
