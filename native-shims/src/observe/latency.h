/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long single calls took, in HdrHistogram's buckets (ebb.h has the layout).
 * Each thread that is timed has its own lane and writes only there.
 */
#ifndef EBB_LATENCY_H
#define EBB_LATENCY_H

#include <stdatomic.h>

#include "base/base.h"
#include "ebb.h"

#define EBB_LATENCY_FIRST 3 /* from a histogram to the one of a burst's first 100 ms */

typedef struct ebb_lane ebb_lane;

struct ebb_lane {
    _Alignas(EBB_LINE) uint64_t scale; /* nanoseconds of a tick, times 2^32 */
    uint64_t
        first_until; /* ticks: a call that began before is one of a burst's first; 0: none is */
    ebb_lane *next;
    size_t size; /* bytes mapped */
    /* relaxed: written by one thread, read by others as figures. */
    _Atomic int64_t counts[][EBB_LATENCY_LENGTH];
};

/*
 * Whether a tick of so many nanoseconds is fine enough for single calls: a malloc
 * takes 10 to 20. A counter at the processor's base clock is; that of aarch64
 * before Armv8.6 (24 to 125 MHz, 8 to 42 ns) is not.
 */
static inline bool ebb_latency_tells(double tick) {
    return tick <= 2;
}

/* As ebb_latency_new, however coarse the counter is. */
ebb_latency *ebb_latency_calibrated(void);
/* A lane with the first three histograms, or with all (a burst's); NULL: errno. */
ebb_lane *ebb_latency_lane(ebb_latency *latency, int histograms);
uint64_t ebb_latency_ticks(const ebb_latency *latency, int64_t nanoseconds);

/* Above 2048 a bucket for each power of two, of 1024 counts each. */
static inline uint32_t ebb_latency_index(uint64_t nanoseconds) {
    uint32_t bucket = 53 - (uint32_t)__builtin_clzll(nanoseconds | 2047);
    return (bucket << 10) + (uint32_t)(nanoseconds >> bucket);
}

static inline void ebb_lane_record(ebb_lane *lane, int of, uint64_t start, uint64_t end) {
    uint64_t ticks =
        end > start ? end - start : 0; /* another core's counter may be a tick behind */
    ebb_wide nanoseconds = ((ebb_wide)ticks * lane->scale) >> 32;
    if (nanoseconds > EBB_LATENCY_HIGHEST) {
        nanoseconds = EBB_LATENCY_HIGHEST;
    }
    if (start < lane->first_until) {
        of += EBB_LATENCY_FIRST;
    }
    EBB_ASSERT(sizeof(ebb_lane) + (size_t)(of + 1) * sizeof lane->counts[0] <= lane->size);
    _Atomic int64_t *count = &lane->counts[of][ebb_latency_index((uint64_t)nanoseconds)];
    atomic_store_explicit(count, atomic_load_explicit(count, memory_order_relaxed) + 1,
                          memory_order_relaxed);
}

#endif
