/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that writes RSS and live bytes into a timeline. */
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/base.h"
#include "ebb.h"
#include "sampler.h"
#include "statm.h"

#define INTERVAL_LEAST EBB_MILLISECOND
#define INTERVAL_MOST (10 * EBB_SECOND)
#define CAPACITY_LEAST 1024
#define CAPACITY_MOST (INT64_C(1) << 24)

/* Set where the process may be killed and its samples are wanted all the same. */
#define FILE_VARIABLE "EBB_TIMELINE"

struct ebb_sampler {
    int64_t capacity;
    /* relaxed, all four: written by the thread, read when it is joined or as a figure. */
    _Atomic int64_t interval;
    _Atomic int64_t count;
    _Atomic int64_t cpu;
    _Atomic int failure;    /* errno of the first sample that could not be taken */
    pthread_mutex_t taking; /* held while a sample reads the burst and is written */
    const ebb_burst *watched;
    ebb_sample *samples;
    int statm;
    bool running;
    ebb_word stopping; /* relaxed: hands nothing over; the thread is joined */
    pthread_t thread;
};

static ebb_sample *map_samples(int64_t capacity) {
    const char *file = getenv(FILE_VARIABLE);
    size_t size = (size_t)capacity * sizeof(ebb_sample);
    return file == NULL ? ebb_map(size) : ebb_map_file(file, size);
}

ebb_sampler *ebb_sampler_new(int64_t interval, int64_t capacity) {
    if (interval < INTERVAL_LEAST || interval > INTERVAL_MOST || capacity < CAPACITY_LEAST ||
        capacity > CAPACITY_MOST) {
        errno = EINVAL;
        return NULL;
    }
    ebb_sampler *sampler = ebb_map(sizeof *sampler);
    if (sampler == NULL) {
        return NULL;
    }
    pthread_mutex_init(&sampler->taking, NULL);
    atomic_store(&sampler->interval, interval);
    sampler->capacity = capacity & ~INT64_C(1); /* halved in pairs */
    sampler->samples = map_samples(sampler->capacity);
    sampler->statm = ebb_statm_open();
    if (sampler->samples == NULL || sampler->statm < 0) {
        ebb_sampler_close(sampler);
        return NULL;
    }
    return sampler;
}

void ebb_samples_halve(ebb_sample *samples, int64_t count) {
    for (int64_t i = 0; i < count / 2; i++) {
        const ebb_sample *pair = &samples[2 * i];
        samples[i] = pair[pair[1].rss_bytes > pair[0].rss_bytes];
    }
}

static void make_room(ebb_sampler *sampler) {
    ebb_samples_halve(sampler->samples, sampler->capacity);
    atomic_store(&sampler->count, sampler->capacity / 2);
    atomic_store(&sampler->interval, 2 * atomic_load(&sampler->interval));
}

static bool take_sample(ebb_sampler *sampler) {
    int64_t rss = ebb_statm_rss(sampler->statm);
    if (rss < 0) {
        atomic_store(&sampler->failure, errno);
        return false;
    }
    pthread_mutex_lock(&sampler->taking);
    if (atomic_load(&sampler->count) == sampler->capacity) {
        make_room(sampler);
    }
    int64_t count = atomic_load(&sampler->count);
    EBB_ASSERT(count < sampler->capacity);
    const ebb_burst *burst = sampler->watched;
    sampler->samples[count] = (ebb_sample){
        .time = ebb_now(),
        .rss_bytes = rss,
        .live_bytes = burst == NULL ? 0 : ebb_burst_stat(burst, EBB_LIVE_BYTES),
    };
    atomic_store(&sampler->count, count + 1);
    pthread_mutex_unlock(&sampler->taking);
    return true;
}

static void *run_sampler(void *argument) {
    ebb_sampler *sampler = argument;
    int64_t next = ebb_now();
    while (atomic_load(&sampler->stopping) == 0 && take_sample(sampler)) {
        next += atomic_load(&sampler->interval);
        int64_t now = ebb_now();
        if (next < now) {
            next = now; /* late: missed samples are not made up for */
        }
        ebb_wait(&sampler->stopping, 0, next);
    }
    atomic_store(&sampler->cpu, ebb_clock(CLOCK_THREAD_CPUTIME_ID));
    return NULL;
}

int32_t ebb_sampler_start(ebb_sampler *sampler) {
    if (sampler->running) {
        return EBB_ERROR_STATE;
    }
    atomic_store(&sampler->stopping, 0);
    if (ebb_thread_start(&sampler->thread, "ebb-sampler", run_sampler, sampler) != 0) {
        return EBB_ERROR_SYSTEM;
    }
    sampler->running = true;
    return EBB_OK;
}

void ebb_sampler_watch(ebb_sampler *sampler, const ebb_burst *burst) {
    pthread_mutex_lock(&sampler->taking);
    sampler->watched = burst;
    pthread_mutex_unlock(&sampler->taking);
}

int32_t ebb_sampler_stop(ebb_sampler *sampler) {
    if (!sampler->running) {
        return EBB_ERROR_STATE;
    }
    ebb_publish(&sampler->stopping, 1);
    pthread_join(sampler->thread, NULL);
    sampler->running = false;
    errno = atomic_load(&sampler->failure);
    return errno == 0 ? EBB_OK : EBB_ERROR_SYSTEM;
}

int64_t ebb_samples_range(const ebb_sample *samples, int64_t count, int64_t since) {
    int64_t low = INT64_MAX;
    int64_t high = -1;
    for (int64_t i = count - 1; i >= 0 && samples[i].time >= since; i--) {
        int64_t rss = samples[i].rss_bytes;
        low = rss < low ? rss : low;
        high = rss > high ? rss : high;
    }
    return high < 0 ? EBB_ERROR_RANGE : high - low;
}

int64_t ebb_sampler_range(ebb_sampler *sampler, int64_t since) {
    pthread_mutex_lock(&sampler->taking);
    int64_t range = ebb_samples_range(sampler->samples, atomic_load(&sampler->count), since);
    pthread_mutex_unlock(&sampler->taking);
    return range;
}

int64_t ebb_sampler_count(const ebb_sampler *sampler) {
    return atomic_load(&sampler->count);
}

const ebb_sample *ebb_sampler_samples(const ebb_sampler *sampler) {
    return sampler->samples;
}

int64_t ebb_sampler_cpu(const ebb_sampler *sampler) {
    return atomic_load(&sampler->cpu);
}

int64_t ebb_sampler_interval(const ebb_sampler *sampler) {
    return atomic_load(&sampler->interval);
}

void ebb_sampler_close(ebb_sampler *sampler) {
    if (sampler->running) {
        (void)ebb_sampler_stop(sampler);
    }
    int before = errno;
    if (sampler->statm >= 0) {
        close(sampler->statm);
    }
    errno = before;
    pthread_mutex_destroy(&sampler->taking);
    ebb_unmap(sampler->samples, (size_t)sampler->capacity * sizeof *sampler->samples);
    ebb_unmap(sampler, sizeof *sampler);
}
