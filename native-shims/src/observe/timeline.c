/* SPDX-License-Identifier: Apache-2.0 */
#include "timeline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/base.h"

#define INTERVAL_LEAST EBB_MILLISECOND
#define INTERVAL_MOST (10 * EBB_SECOND)
#define CAPACITY_LEAST 1024
#define CAPACITY_MOST (INT64_C(1) << 24)

/* Set where the process may be killed and its samples are wanted all the same. */
#define FILE_VARIABLE "EBB_TIMELINE"

/*
 * Takes its blocks, where that can be: a disk that is full is told now, and not
 * after a load that was killed meanwhile.
 */
static bool has_room(int file, size_t size) {
    errno = posix_fallocate(file, 0, (off_t)size);
    return errno != ENOSPC && errno != EDQUOT && errno != EFBIG;
}

bool ebb_timeline_open(ebb_timeline *timeline, int64_t interval, int64_t capacity) {
    const char *file = getenv(FILE_VARIABLE);
    timeline->file = -1;
    if (interval < INTERVAL_LEAST || interval > INTERVAL_MOST || capacity < CAPACITY_LEAST ||
        capacity > CAPACITY_MOST) {
        errno = EINVAL;
        return false;
    }
    atomic_store(&timeline->interval, interval);
    timeline->capacity = capacity & ~INT64_C(1); /* halved in pairs */
    size_t size = (size_t)timeline->capacity * sizeof *timeline->samples;
    timeline->samples = ebb_map(size);
    if (timeline->samples == NULL || file == NULL) {
        return timeline->samples != NULL;
    }
    timeline->file = open(file, O_WRONLY | O_TRUNC | O_CLOEXEC);
    return timeline->file >= 0 && has_room(timeline->file, size);
}

void ebb_samples_halve(ebb_sample *samples, int64_t count) {
    for (int64_t i = 0; i < count / 2; i++) {
        const ebb_sample *pair = &samples[2 * i];
        samples[i] = pair[pair[1].rss_bytes > pair[0].rss_bytes];
    }
}

/* So many samples from this one on. */
static bool write_to_file(const ebb_timeline *timeline, int64_t from, int64_t count) {
    if (timeline->file < 0) {
        return true;
    }
    size_t size = (size_t)count * sizeof *timeline->samples;
    off_t at = (off_t)from * (off_t)sizeof *timeline->samples;
    ssize_t written = pwrite(timeline->file, &timeline->samples[from], size, at);
    if (written >= 0 && (size_t)written < size) {
        errno = ENOSPC; /* a part of them found room */
    }
    return written == (ssize_t)size;
}

static bool thin_out(ebb_timeline *timeline) {
    ebb_samples_halve(timeline->samples, timeline->capacity);
    atomic_store(&timeline->count, timeline->capacity / 2);
    atomic_store(&timeline->interval, 2 * atomic_load(&timeline->interval));
    return write_to_file(timeline, 0, timeline->capacity / 2);
}

bool ebb_timeline_add(ebb_timeline *timeline, ebb_sample sample) {
    if (atomic_load(&timeline->count) == timeline->capacity && !thin_out(timeline)) {
        return false;
    }
    int64_t count = atomic_load(&timeline->count);
    EBB_ASSERT(count < timeline->capacity);
    timeline->samples[count] = sample;
    atomic_store(&timeline->count, count + 1);
    return write_to_file(timeline, count, 1);
}

int64_t ebb_timeline_range(const ebb_timeline *timeline, int64_t since) {
    const ebb_sample *samples = timeline->samples;
    int64_t low = INT64_MAX;
    int64_t high = -1;
    for (int64_t i = atomic_load(&timeline->count) - 1; i >= 0 && samples[i].time >= since; i--) {
        int64_t rss = samples[i].rss_bytes;
        low = rss < low ? rss : low;
        high = rss > high ? rss : high;
    }
    return high < 0 ? EBB_ERROR_RANGE : high - low;
}

void ebb_timeline_close(ebb_timeline *timeline) {
    int before = errno;
    if (timeline->file >= 0) {
        close(timeline->file);
    }
    errno = before;
    ebb_unmap(timeline->samples, (size_t)timeline->capacity * sizeof *timeline->samples);
}
