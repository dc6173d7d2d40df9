/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The processor's counter, which takes nanoseconds to read and no system call.
 * Both readings wait for what came before them, and what follows waits for
 * them: else a call of a few nanoseconds would be timed beside its instructions.
 */
#ifndef EBB_TICKS_H
#define EBB_TICKS_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>

#define EBB_INVARIANT_TSC (1u << 8) /* of CPUID 0x80000007, EDX */

/* Whether the counter runs at one rate, whatever the clock of the core and its sleep. */
static inline bool ebb_ticks_are_even(void) {
    unsigned eax;
    unsigned ebx;
    unsigned ecx;
    unsigned edx;
    return __get_cpuid(0x80000007, &eax, &ebx, &ecx, &edx) != 0 && (edx & EBB_INVARIANT_TSC) != 0;
}

static inline uint64_t ebb_ticks(void) {
    _mm_lfence();
    uint64_t ticks = __rdtsc();
    _mm_lfence();
    return ticks;
}

#elif defined(__aarch64__)

/* The architecture says so; how fine it is, latency.h asks when it has been calibrated. */
static inline bool ebb_ticks_are_even(void) {
    return true;
}

static inline uint64_t ebb_ticks(void) {
    uint64_t ticks;
    __asm__ volatile("isb; mrs %0, cntvct_el0; isb" : "=r"(ticks)::"memory");
    return ticks;
}

#else
#include "clock.h"

static inline bool ebb_ticks_are_even(void) {
    return true;
}

static inline uint64_t ebb_ticks(void) {
    return (uint64_t)ebb_now();
}

#endif
#endif
