/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting on a word: takes no memory and no malloc, and a waiting thread costs nothing. */
#ifndef EBB_FUTEX_H
#define EBB_FUTEX_H

#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"

typedef _Atomic uint32_t ebb_word;

/*
 * Waits until woken, until the word differs from expected, or until this time of
 * CLOCK_MONOTONIC (negative: no limit).
 */
static inline void ebb_wait(ebb_word *word, uint32_t expected, int64_t until) {
    struct timespec time = ebb_timespec(until < 0 ? 0 : until);
    syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected,
            until < 0 ? NULL : &time, NULL, FUTEX_BITSET_MATCH_ANY);
}

static inline void ebb_wake(ebb_word *word, int threads) {
    syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, threads, NULL, NULL, 0);
}

/* Stores a value and wakes every thread that waits on the word. */
static inline void ebb_publish(ebb_word *word, uint32_t value) {
    atomic_store(word, value);
    ebb_wake(word, INT_MAX);
}

/* Waits until the word has this value. */
static inline void ebb_await(ebb_word *word, uint32_t value) {
    uint32_t seen;
    while ((seen = atomic_load(word)) != value) {
        ebb_wait(word, seen, -1);
    }
}

#endif
