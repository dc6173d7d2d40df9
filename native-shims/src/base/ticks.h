/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The processor's counter, which takes nanoseconds to read and no system call.
 * A reading waits for the instructions before it, and those after it wait for
 * the reading: otherwise a call of a few nanoseconds would escape its timing.
 */
#ifndef EBB_TICKS_H
#define EBB_TICKS_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>

#define EBB_INVARIANT_TSC (1u << 8) /* of CPUID 0x80000007, EDX */

/* Whether the counter runs at a constant rate, whatever the core's frequency or sleep state. */
static inline bool ebb_ticks_are_constant(void) {
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
static inline bool ebb_ticks_are_constant(void) {
    return true;
}

static inline uint64_t ebb_ticks(void) {
    uint64_t ticks;
    __asm__ volatile("isb; mrs %0, cntvct_el0; isb" : "=r"(ticks)::"memory");
    return ticks;
}

#else
#include "clock.h"

static inline bool ebb_ticks_are_constant(void) {
    return true;
}

static inline uint64_t ebb_ticks(void) {
    return (uint64_t)ebb_now();
}

#endif
#endif
