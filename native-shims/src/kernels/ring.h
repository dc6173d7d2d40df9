/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bounded lock-free ring of numbers, for any number of threads at both ends.
 * Positions only grow. A slot holds the lap in which it is to be used and a
 * number, or none, so a slot of another lap is never mistaken for one of this
 * lap. Whoever finds a used slot whose position was not moved on moves it, so a
 * thread that is stopped in between holds nobody up.
 */
#ifndef EBB_RING_H
#define EBB_RING_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/base.h"

#define EBB_RING_EMPTY UINT32_MAX

typedef struct {
    /* relaxed, both: the slot tells whether a position was stale, and that costs one more try. */
    _Alignas(EBB_LINE) _Atomic uint64_t head;
    _Alignas(EBB_LINE) _Atomic uint64_t tail;
    /*
     * Lap in the upper half; number + 1, 0: none.
     * release to put, acquire to take: what the number stands for goes along.
     */
    _Alignas(EBB_LINE) _Atomic uint64_t *slots;
    uint32_t shift; /* slots: a power of two */
} ebb_ring;

/* For numbers below count, each in the ring at most once, so it is never full. -1: errno. */
int ebb_ring_open(ebb_ring *ring, uint32_t count);
void ebb_ring_close(ebb_ring *ring);
void ebb_ring_put(ebb_ring *ring, uint32_t number);
/* EBB_RING_EMPTY: there is none. */
uint32_t ebb_ring_take(ebb_ring *ring);

#endif
