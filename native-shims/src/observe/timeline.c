/* SPDX-License-Identifier: Apache-2.0 */
#include "timeline.h"

#include <errno.h>

#include "base/base.h"
#include "sampler.h"

#define INTERVAL_LEAST EBB_MILLISECOND
#define INTERVAL_MOST (10 * EBB_SECOND)
#define CAPACITY_LEAST 1024
#define CAPACITY_MOST (INT64_C(1) << 24)

bool ebb_timeline_open(ebb_timeline *timeline, int64_t interval, int64_t capacity) {
    if (interval < INTERVAL_LEAST || interval > INTERVAL_MOST || capacity < CAPACITY_LEAST ||
        capacity > CAPACITY_MOST) {
        errno = EINVAL;
        return false;
    }
    atomic_store(&timeline->interval, interval);
    timeline->mapped = capacity;
    timeline->capacity = capacity & ~INT64_C(1); /* halved in pairs */
    timeline->samples = ebb_map((size_t)capacity * sizeof *timeline->samples);
    return timeline->samples != NULL;
}

static void thin_out(ebb_timeline *timeline) {
    ebb_samples_halve(timeline->samples, timeline->capacity);
    atomic_store(&timeline->count, timeline->capacity / 2);
    atomic_store(&timeline->interval, 2 * atomic_load(&timeline->interval));
}

void ebb_timeline_add(ebb_timeline *timeline, ebb_sample sample) {
    if (atomic_load(&timeline->count) == timeline->capacity) {
        thin_out(timeline);
    }
    int64_t count = atomic_load(&timeline->count);
    timeline->samples[count] = sample;
    atomic_store(&timeline->count, count + 1);
}

void ebb_timeline_close(ebb_timeline *timeline) {
    ebb_unmap(timeline->samples, (size_t)timeline->mapped * sizeof *timeline->samples);
}
