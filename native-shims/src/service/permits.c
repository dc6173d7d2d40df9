/* SPDX-License-Identifier: Apache-2.0 */
#include "permits.h"

void ebb_permits_open(ebb_permits *permits, uint32_t count, uint32_t events) {
    permits->count = count;
    permits->events = events;
    atomic_store(&permits->left, count);
    atomic_store(&permits->dropped, 0);
}

void ebb_permit_take(ebb_permits *permits) {
    uint32_t left = atomic_load(&permits->left);
    for (;;) {
        if (left == 0) {
            ebb_wait(&permits->left, 0, -1);
            left = atomic_load(&permits->left);
        } else if (atomic_compare_exchange_weak(&permits->left, &left, left - 1)) {
            return;
        }
    }
}

void ebb_permit_release(ebb_permits *permits) {
    uint32_t left = atomic_fetch_add(&permits->left, 1);
    EBB_ASSERT(left < permits->count);
    if (left == 0) {
        ebb_wake(&permits->left, 1);
    }
}

void ebb_permits_event_dropped(ebb_permits *permits) {
    uint32_t dropped = atomic_fetch_add(&permits->dropped, 1) + 1;
    EBB_ASSERT(dropped <= permits->events);
    if (dropped == permits->events) {
        ebb_wake(&permits->dropped, 1);
    }
}

void ebb_permits_await_events(ebb_permits *permits) {
    ebb_await(&permits->dropped, permits->events);
    EBB_ASSERT(atomic_load(&permits->left) == permits->count);
    atomic_store(&permits->dropped, 0);
}
