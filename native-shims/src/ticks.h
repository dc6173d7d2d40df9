/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The processor's counter, which takes nanoseconds to read and no system call.
 * Both readings wait for what came before them, and what follows waits for
 * them: else a call of a few nanoseconds would be timed beside its instructions.
 */
#ifndef EBB_TICKS_H
#define EBB_TICKS_H

#include <stdint.h>

#if defined(__x86_64__)
#include <x86intrin.h>

static inline uint64_t ebb_ticks(void) {
    _mm_lfence();
    uint64_t ticks = __rdtsc();
    _mm_lfence();
    return ticks;
}

#elif defined(__aarch64__)

static inline uint64_t ebb_ticks(void) {
    uint64_t ticks;
    __asm__ volatile("isb; mrs %0, cntvct_el0; isb" : "=r"(ticks)::"memory");
    return ticks;
}

#else
#include "clock.h"

static inline uint64_t ebb_ticks(void) {
    return (uint64_t)ebb_now();
}

#endif
#endif
