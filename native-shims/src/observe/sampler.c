/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that writes RSS and a second figure into a timeline, and the one of this process. */
#include "sampler.h"

#include <errno.h>
#include <unistd.h>

#include "statm.h"

/* The sampler of this process. */
typedef struct {
    ebb_sampler sampler;      /* first: a pointer to it is one to the whole */
    const ebb_burst *watched; /* under the sampler's lock */
    int statm;
} own_sampler;

bool ebb_sampler_open(ebb_sampler *sampler, ebb_take *take, int64_t interval, int64_t capacity) {
    pthread_mutex_init(&sampler->lock, NULL);
    sampler->take = take;
    return ebb_timeline_open(&sampler->timeline, interval, capacity);
}

static bool take_own(ebb_sampler *sampler, ebb_sample *sample) {
    const own_sampler *own = (own_sampler *)sampler;
    sample->rss_bytes = ebb_statm_rss(own->statm);
    sample->live_bytes = own->watched == NULL ? 0 : ebb_burst_stat(own->watched, EBB_LIVE_BYTES);
    return sample->rss_bytes >= 0;
}

ebb_sampler *ebb_sampler_new(int64_t interval, int64_t capacity) {
    own_sampler *own = ebb_map(sizeof *own);
    if (own == NULL) {
        return NULL;
    }
    own->statm = ebb_statm_open();
    if (!ebb_sampler_open(&own->sampler, take_own, interval, capacity) || own->statm < 0) {
        ebb_sampler_close(&own->sampler);
        return NULL;
    }
    return &own->sampler;
}

static bool take_sample(ebb_sampler *sampler) {
    ebb_sample sample;
    pthread_mutex_lock(&sampler->lock);
    bool taken = sampler->take(sampler, &sample);
    sample.time = ebb_now();
    taken = taken && ebb_timeline_add(&sampler->timeline, sample);
    if (!taken) {
        atomic_store(&sampler->failure, errno);
    }
    pthread_mutex_unlock(&sampler->lock);
    return taken;
}

static void *run_sampler(void *argument) {
    ebb_sampler *sampler = argument;
    int64_t next = ebb_now();
    while (atomic_load(&sampler->stopping) == 0 && take_sample(sampler)) {
        next += atomic_load(&sampler->timeline.interval);
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
    pthread_mutex_lock(&sampler->lock);
    ((own_sampler *)sampler)->watched = burst;
    pthread_mutex_unlock(&sampler->lock);
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

int64_t ebb_sampler_range(ebb_sampler *sampler, int64_t since) {
    pthread_mutex_lock(&sampler->lock);
    int64_t range = ebb_timeline_range(&sampler->timeline, since);
    pthread_mutex_unlock(&sampler->lock);
    return range;
}

int64_t ebb_sampler_count(const ebb_sampler *sampler) {
    return atomic_load(&sampler->timeline.count);
}

const ebb_sample *ebb_sampler_samples(const ebb_sampler *sampler) {
    return sampler->timeline.samples;
}

int64_t ebb_sampler_cpu(const ebb_sampler *sampler) {
    return atomic_load(&sampler->cpu);
}

int64_t ebb_sampler_interval(const ebb_sampler *sampler) {
    return atomic_load(&sampler->timeline.interval);
}

void ebb_sampler_end(ebb_sampler *sampler) {
    int before = errno;
    if (sampler->running) {
        (void)ebb_sampler_stop(sampler);
    }
    ebb_timeline_close(&sampler->timeline);
    pthread_mutex_destroy(&sampler->lock);
    errno = before;
}

void ebb_sampler_close(ebb_sampler *sampler) {
    own_sampler *own = (own_sampler *)sampler;
    ebb_sampler_end(sampler);
    int before = errno;
    if (own->statm >= 0) {
        close(own->statm);
    }
    errno = before;
    ebb_unmap(own, sizeof *own);
}
