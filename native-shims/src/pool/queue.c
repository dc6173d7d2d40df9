/* SPDX-License-Identifier: Apache-2.0 */
#include "queue.h"

#define SLOT(position) ((position) % EBB_LOCAL_CAPACITY)

void ebb_injection_open(ebb_injection *injection) {
    pthread_mutex_init(&injection->lock, NULL);
}

void ebb_injection_close(ebb_injection *injection) {
    pthread_mutex_destroy(&injection->lock);
}

void ebb_injection_push(ebb_injection *injection, ebb_task *first, ebb_task *last, int64_t count) {
    pthread_mutex_lock(&injection->lock);
    ebb_list_push(&injection->list, first, last);
    atomic_fetch_add(&injection->length, count);
    pthread_mutex_unlock(&injection->lock);
}

ebb_task *ebb_injection_pop(ebb_injection *injection) {
    if (atomic_load(&injection->length) == 0) {
        return NULL;
    }
    pthread_mutex_lock(&injection->lock);
    ebb_task *task = ebb_list_pop(&injection->list);
    if (task != NULL) {
        int64_t length = atomic_fetch_sub(&injection->length, 1);
        EBB_ASSERT(length > 0 && (length == 1) == (injection->list.first == NULL));
        (void)length;
    }
    pthread_mutex_unlock(&injection->lock);
    return task;
}

static inline ebb_task *slot_load(ebb_local *local, uint64_t position) {
    return atomic_load_explicit(&local->slots[SLOT(position)], memory_order_relaxed);
}

static inline void slot_store(ebb_local *local, uint64_t position, ebb_task *task) {
    atomic_store_explicit(&local->slots[SLOT(position)], task, memory_order_relaxed);
}

/* Half of a full queue, followed by the task; false: thieves have made room meanwhile. */
static bool overflow_half(ebb_local *local, uint64_t head, ebb_task *task,
                          ebb_injection *overflow) {
    const uint64_t half = EBB_LOCAL_CAPACITY / 2;
    ebb_task *batch[EBB_LOCAL_CAPACITY / 2];
    for (uint64_t i = 0; i < half; i++) {
        batch[i] = slot_load(local, head + i);
    }
    if (!atomic_compare_exchange_strong(&local->head, &head, head + half)) {
        return false;
    }
    for (uint64_t i = 0; i + 1 < half; i++) {
        batch[i]->next = batch[i + 1];
    }
    batch[half - 1]->next = task;
    ebb_injection_push(overflow, batch[0], task, (int64_t)half + 1);
    return true;
}

void ebb_local_push(ebb_local *local, ebb_task *task, ebb_injection *overflow) {
    uint64_t tail = atomic_load_explicit(&local->tail, memory_order_relaxed);
    for (;;) {
        uint64_t head = atomic_load_explicit(&local->head, memory_order_acquire);
        EBB_ASSERT(tail - head <= EBB_LOCAL_CAPACITY);
        if (tail - head < EBB_LOCAL_CAPACITY) {
            slot_store(local, tail, task);
            /* seq_cst: a worker that parks either sees this task or is woken. */
            atomic_store(&local->tail, tail + 1);
            return;
        }
        if (overflow_half(local, head, task, overflow)) {
            return;
        }
    }
}

ebb_task *ebb_local_pop(ebb_local *local) {
    uint64_t tail = atomic_load_explicit(&local->tail, memory_order_relaxed);
    uint64_t head = atomic_load_explicit(&local->head, memory_order_acquire);
    EBB_ASSERT(tail - head <= EBB_LOCAL_CAPACITY);
    while (head != tail) {
        ebb_task *task = slot_load(local, head);
        if (atomic_compare_exchange_weak_explicit(&local->head, &head, head + 1,
                                                  memory_order_acq_rel, memory_order_acquire)) {
            return task;
        }
    }
    return NULL;
}

bool ebb_local_is_empty(const ebb_local *local) {
    return atomic_load(&local->head) == atomic_load(&local->tail);
}

ebb_task *ebb_local_steal(ebb_local *local, ebb_local *victim) {
    EBB_ASSERT(local != victim && ebb_local_is_empty(local));
    uint64_t tail = atomic_load_explicit(&local->tail, memory_order_relaxed);
    for (;;) {
        uint64_t head = atomic_load_explicit(&victim->head, memory_order_acquire);
        uint64_t end = atomic_load_explicit(&victim->tail, memory_order_acquire);
        uint64_t count = end - head - (end - head) / 2;
        if (count == 0) {
            return NULL;
        }
        if (count > EBB_LOCAL_CAPACITY / 2) {
            continue; /* head and tail were not read at one moment */
        }
        /* Nobody looks beyond our tail. The last of the batch is the one to run. */
        for (uint64_t i = 0; i < count; i++) {
            slot_store(local, tail + i, slot_load(victim, head + i));
        }
        if (atomic_compare_exchange_strong(&victim->head, &head, head + count)) {
            ebb_task *task = slot_load(local, tail + count - 1);
            atomic_store_explicit(&local->tail, tail + count - 1, memory_order_release);
            return task;
        }
    }
}
