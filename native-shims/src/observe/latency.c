/* SPDX-License-Identifier: Apache-2.0 */
#include "latency.h"

#include <errno.h>

#include "base/base.h"

#define CALIBRATION (20 * EBB_MILLISECOND)
#define EMPTY_ROUNDS 1001
#define EMPTY_BATCH 64 /* empty measurements per round: their mean is finer than a tick */

struct ebb_latency {
    double scale; /* nanoseconds of a tick */
    int64_t overhead;
    _Atomic(ebb_lane *) lanes; /* release to push, acquire to walk: a lane is read through it */
    int64_t sum[EBB_LATENCY_LENGTH];
};

_Static_assert(EBB_LATENCIES == 2 * EBB_LATENCY_FIRST, "each has its first 100 ms");

/* Both clocks at one moment: the least interrupted of several tries. */
static void read_both(int64_t *now, uint64_t *ticks) {
    int64_t least = INT64_MAX;
    for (int i = 0; i < 16; i++) {
        int64_t before = ebb_now();
        uint64_t between = ebb_ticks();
        int64_t after = ebb_now();
        if (after - before < least) {
            least = after - before;
            *now = before + least / 2;
            *ticks = between;
        }
    }
}

static double calibrate(void) {
    int64_t start;
    int64_t end;
    uint64_t start_ticks;
    uint64_t end_ticks;
    read_both(&start, &start_ticks);
    ebb_sleep_until(start + CALIBRATION);
    read_both(&end, &end_ticks);
    return (double)(end - start) / (double)(end_ticks - start_ticks);
}

static void sort(uint64_t *values, int count) {
    for (int i = 1; i < count; i++) {
        uint64_t value = values[i];
        int at = i;
        for (; at > 0 && values[at - 1] > value; at--) {
            values[at] = values[at - 1];
        }
        values[at] = value;
    }
}

/* From one reading to the next with nothing in between: the median of the rounds' means. */
static double empty_ticks(void) {
    uint64_t rounds[EMPTY_ROUNDS];
    for (int i = 0; i < EMPTY_ROUNDS; i++) {
        rounds[i] = 0;
        for (int j = 0; j < EMPTY_BATCH; j++) {
            uint64_t start = ebb_ticks();
            rounds[i] += ebb_ticks() - start;
        }
    }
    sort(rounds, EMPTY_ROUNDS);
    return (double)rounds[EMPTY_ROUNDS / 2] / EMPTY_BATCH;
}

ebb_latency *ebb_latency_calibrated(void) {
    if (!ebb_ticks_are_constant()) {
        errno = ENOTSUP;
        return NULL;
    }
    ebb_latency *latency = ebb_map(sizeof *latency);
    if (latency == NULL) {
        return NULL;
    }
    latency->scale = calibrate();
    latency->overhead = (int64_t)(empty_ticks() * latency->scale * 1000);
    return latency;
}

ebb_latency *ebb_latency_new(void) {
    ebb_latency *latency = ebb_latency_calibrated();
    if (latency != NULL && !ebb_latency_tells(latency->scale)) {
        ebb_latency_close(latency);
        errno = ENOTSUP;
        return NULL;
    }
    return latency;
}

ebb_lane *ebb_latency_lane(ebb_latency *latency, int histograms) {
    size_t size = sizeof(ebb_lane) + (size_t)histograms * sizeof(int64_t[EBB_LATENCY_LENGTH]);
    ebb_lane *lane = ebb_map(size);
    if (lane == NULL) {
        return NULL;
    }
    lane->size = size;
    lane->scale = (uint64_t)(latency->scale * 0x1p32);
    lane->next = atomic_load(&latency->lanes);
    while (!atomic_compare_exchange_weak(&latency->lanes, &lane->next, lane)) {
    }
    return lane;
}

uint64_t ebb_latency_ticks(const ebb_latency *latency, int64_t nanoseconds) {
    return (uint64_t)((double)nanoseconds / latency->scale);
}

static int histograms_of(const ebb_lane *lane) {
    return (int)((lane->size - sizeof *lane) / sizeof lane->counts[0]);
}

void ebb_latency_reset(ebb_latency *latency) {
    for (ebb_lane *lane = atomic_load(&latency->lanes); lane != NULL; lane = lane->next) {
        for (int of = 0; of < histograms_of(lane); of++) {
            for (int i = 0; i < EBB_LATENCY_LENGTH; i++) {
                atomic_store_explicit(&lane->counts[of][i], 0, memory_order_relaxed);
            }
        }
    }
}

const int64_t *ebb_latency_counts(ebb_latency *latency, int32_t of) {
    if (of < 0 || of >= EBB_LATENCIES) {
        return NULL;
    }
    for (int i = 0; i < EBB_LATENCY_LENGTH; i++) {
        latency->sum[i] = 0;
    }
    for (ebb_lane *lane = atomic_load(&latency->lanes); lane != NULL; lane = lane->next) {
        if (of < histograms_of(lane)) {
            for (int i = 0; i < EBB_LATENCY_LENGTH; i++) {
                latency->sum[i] += atomic_load_explicit(&lane->counts[of][i], memory_order_relaxed);
            }
        }
    }
    return latency->sum;
}

int64_t ebb_latency_overhead(const ebb_latency *latency) {
    return latency->overhead;
}

void ebb_latency_close(ebb_latency *latency) {
    ebb_lane *lane = atomic_load(&latency->lanes);
    while (lane != NULL) {
        ebb_lane *next = lane->next;
        ebb_unmap(lane, lane->size);
        lane = next;
    }
    ebb_unmap(latency, sizeof *latency);
}
