/* SPDX-License-Identifier: Apache-2.0 */
#include "ring.h"

static inline _Atomic uint64_t *ring_slot(ebb_ring *ring, uint64_t position) {
    return &ring->slots[position & ((UINT64_C(1) << ring->shift) - 1)];
}

static inline uint32_t lap_of(const ebb_ring *ring, uint64_t position) {
    return (uint32_t)(position >> ring->shift);
}

static inline void move_on(_Atomic uint64_t *end, uint64_t position) {
    atomic_compare_exchange_strong(end, &position, position + 1);
}

int ebb_ring_open(ebb_ring *ring, uint32_t count) {
    while ((UINT64_C(1) << ring->shift) < count) {
        ring->shift++;
    }
    ring->slots = ebb_map(sizeof *ring->slots << ring->shift);
    return ring->slots == NULL ? -1 : 0;
}

void ebb_ring_close(ebb_ring *ring) {
    ebb_unmap((void *)ring->slots, sizeof *ring->slots << ring->shift);
    ring->slots = NULL;
}

void ebb_ring_put(ebb_ring *ring, uint32_t number) {
    EBB_ASSERT(number >> ring->shift == 0); /* else the ring could be full */
    for (;;) {
        uint64_t tail = atomic_load(&ring->tail);
        uint64_t empty = (uint64_t)lap_of(ring, tail) << 32;
        _Atomic uint64_t *slot = ring_slot(ring, tail);
        uint64_t seen = atomic_load(slot);
        if (seen == empty) {
            if (atomic_compare_exchange_strong(slot, &seen, empty | (number + 1))) {
                move_on(&ring->tail, tail);
                return;
            }
        } else {
            move_on(&ring->tail, tail); /* does nothing if the tail has moved already */
        }
    }
}

uint32_t ebb_ring_take(ebb_ring *ring) {
    for (;;) {
        uint64_t head = atomic_load(&ring->head);
        uint32_t lap = lap_of(ring, head);
        _Atomic uint64_t *slot = ring_slot(ring, head);
        uint64_t seen = atomic_load(slot);
        if (seen == (uint64_t)lap << 32) {
            return EBB_RING_EMPTY;
        }
        if (seen >> 32 != lap) {
            move_on(&ring->head, head);
        } else if (atomic_compare_exchange_strong(slot, &seen, (uint64_t)(lap + 1) << 32)) {
            move_on(&ring->head, head);
            return (uint32_t)seen - 1;
        }
    }
}
