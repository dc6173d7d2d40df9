/* SPDX-License-Identifier: Apache-2.0 */
#include "kernels/ring.h"

#include <pthread.h>
#include <sched.h>

#include "check.h"

#define NUMBERS 13
#define MOVES 40000 /* of each thread */
#define THREADS 8

static ebb_ring from;
static ebb_ring to;
static _Atomic uint32_t holders[NUMBERS];

static void gives_back_in_order_what_was_put(void) {
    ebb_ring ring = {0};
    CHECK_EQUAL(ebb_ring_open(&ring, 5), 0);
    CHECK_EQUAL(ebb_ring_take(&ring), EBB_RING_EMPTY);
    for (uint32_t round = 0; round < 20; round++) { /* over many laps of eight slots */
        for (uint32_t i = 0; i < 5; i++) {
            ebb_ring_put(&ring, (i + round) % 5);
        }
        for (uint32_t i = 0; i < 5; i++) {
            CHECK_EQUAL(ebb_ring_take(&ring), (i + round) % 5);
        }
        CHECK_EQUAL(ebb_ring_take(&ring), EBB_RING_EMPTY);
    }
    ebb_ring_close(&ring);
}

static void one_number_has_a_ring_too(void) {
    ebb_ring ring = {0};
    CHECK_EQUAL(ebb_ring_open(&ring, 1), 0);
    for (int i = 0; i < 5; i++) {
        ebb_ring_put(&ring, 0);
        CHECK_EQUAL(ebb_ring_take(&ring), 0);
        CHECK_EQUAL(ebb_ring_take(&ring), EBB_RING_EMPTY);
    }
    ebb_ring_close(&ring);
}

/* Takes from one ring and puts into the other; would notice a number that two threads hold. */
static void *move(void *argument) {
    ebb_ring *rings[] = {&from, &to};
    int direction = argument == NULL;
    for (int moved = 0; moved < MOVES;) {
        uint32_t number = ebb_ring_take(rings[direction]);
        if (number == EBB_RING_EMPTY) {
            sched_yield();
            continue;
        }
        CHECK(number < NUMBERS);
        CHECK_EQUAL(atomic_fetch_add(&holders[number], 1), 0);
        atomic_fetch_sub(&holders[number], 1);
        ebb_ring_put(rings[!direction], number);
        moved++;
    }
    return NULL;
}

static void nothing_is_lost_or_doubled_between_more_threads_than_cores(void) {
    pthread_t threads[THREADS];
    CHECK_EQUAL(ebb_ring_open(&from, NUMBERS), 0);
    CHECK_EQUAL(ebb_ring_open(&to, NUMBERS), 0);
    for (uint32_t i = 0; i < NUMBERS; i++) {
        ebb_ring_put(&from, i);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK_EQUAL(pthread_create(&threads[i], NULL, move, i % 2 == 0 ? &from : NULL), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK_EQUAL(pthread_join(threads[i], NULL), 0);
    }
    uint32_t seen = 0;
    for (uint32_t i = 0; i < NUMBERS; i++) { /* as many moves either way: all are back */
        uint32_t number = ebb_ring_take(&from);
        CHECK(number < NUMBERS);
        seen |= UINT32_C(1) << number;
    }
    CHECK_EQUAL(seen, (1 << NUMBERS) - 1);
    CHECK_EQUAL(ebb_ring_take(&to), EBB_RING_EMPTY);
    ebb_ring_close(&from);
    ebb_ring_close(&to);
}

int main(void) {
    gives_back_in_order_what_was_put();
    one_number_has_a_ring_too();
    nothing_is_lost_or_doubled_between_more_threads_than_cores();
    return 0;
}
