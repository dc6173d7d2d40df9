/* SPDX-License-Identifier: Apache-2.0 */
/* The two queues of the scheduler: a bounded one for each worker, one for all. */
#ifndef EBB_QUEUE_H
#define EBB_QUEUE_H

#include <pthread.h>
#include <stdbool.h>

#include "task.h"

#define EBB_LOCAL_CAPACITY 256 /* as Tokio's; what does not fit goes to the injection queue */

/*
 * A worker's own queue: the worker pushes and pops, others steal half of it.
 * Positions only grow. Whoever takes reads the slots first and then moves the
 * head by compare-and-exchange: if a slot was taken and overwritten meanwhile,
 * the head has moved, and what was read is discarded.
 */
typedef struct {
    /* release to take, acquire to push: a slot is overwritten after it was read. */
    _Alignas(EBB_LINE) _Atomic uint64_t head;
    /* seq_cst to push: a worker that parks sees the task, or the pusher sees that it parks. */
    _Alignas(EBB_LINE) _Atomic uint64_t tail;
    /* relaxed: head and tail say when a slot may be read and written. */
    _Atomic(ebb_task *) slots[EBB_LOCAL_CAPACITY];
} ebb_local;

/* A first-in first-out list, linked by next, for one thread at a time. */
typedef struct {
    ebb_task *first;
    ebb_task *last;
} ebb_list;

/* A list under a lock; its length can be read without. */
typedef struct {
    _Alignas(EBB_LINE) pthread_mutex_t lock;
    ebb_list list;
    /* seq_cst: as a local queue's tail, for it is read without the lock. */
    _Atomic int64_t length;
} ebb_injection;

/* A chain of tasks linked by next. */
static inline void ebb_list_push(ebb_list *list, ebb_task *first, ebb_task *last) {
    last->next = NULL;
    if (list->last == NULL) {
        list->first = first;
    } else {
        list->last->next = first;
    }
    list->last = last;
}

static inline ebb_task *ebb_list_pop(ebb_list *list) {
    ebb_task *task = list->first;
    if (task != NULL) {
        list->first = task->next;
        if (list->first == NULL) {
            list->last = NULL;
        }
    }
    return task;
}

void ebb_injection_open(ebb_injection *injection);
void ebb_injection_close(ebb_injection *injection);
/* A chain of count tasks linked by next. */
void ebb_injection_push(ebb_injection *injection, ebb_task *first, ebb_task *last, int64_t count);
ebb_task *ebb_injection_pop(ebb_injection *injection);

/* By the owner. When full, half of the queue and the task move to the injection queue. */
void ebb_local_push(ebb_local *local, ebb_task *task, ebb_injection *overflow);
/* By the owner. */
ebb_task *ebb_local_pop(ebb_local *local);
bool ebb_local_is_empty(const ebb_local *local);
/* By the owner of an empty queue: takes half of the victim's and returns one task to run. */
ebb_task *ebb_local_steal(ebb_local *local, ebb_local *victim);

#endif
