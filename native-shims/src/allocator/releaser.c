/* SPDX-License-Identifier: Apache-2.0 */
/* Counts and times release calls, and the thread that makes them at an interval. */
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/base.h"
#include "release.h"

#define INTERVAL_LEAST EBB_MILLISECOND
#define INTERVAL_MOST (3600 * EBB_SECOND)

struct ebb_releaser {
    int64_t interval; /* 0: no thread */
    ebb_release_call call;
    /* relaxed, all three: written by who makes calls, read as figures; a reset clears the first
     * two.
     */
    _Atomic int64_t calls;
    _Atomic int64_t longest;
    _Atomic int64_t cpu;
    bool running;
    ebb_word stopping; /* relaxed: hands nothing over; the thread is joined */
    pthread_t thread;
};

ebb_releaser *ebb_releaser_of(ebb_release_call call, int64_t interval) {
    if (interval != 0 && (interval < INTERVAL_LEAST || interval > INTERVAL_MOST)) {
        errno = EINVAL;
        return NULL;
    }
    ebb_releaser *releaser = ebb_map(sizeof *releaser);
    if (releaser != NULL) {
        releaser->interval = interval;
        releaser->call = call;
    }
    return releaser;
}

ebb_releaser *ebb_releaser_new(int64_t interval) {
    if (ebb_release_words() == NULL) {
        errno = ENOTSUP;
        return NULL;
    }
    return ebb_releaser_of(ebb_release, interval);
}

void ebb_releaser_make(ebb_releaser *releaser, ebb_release_call call) {
    int64_t cpu = ebb_clock(CLOCK_THREAD_CPUTIME_ID);
    int64_t start = ebb_now();
    int32_t status = call();
    int64_t took = ebb_now() - start;
    atomic_fetch_add(&releaser->cpu, ebb_clock(CLOCK_THREAD_CPUTIME_ID) - cpu);
    if (status == EBB_OK) {
        atomic_fetch_add(&releaser->calls, 1);
    }
    int64_t longest = atomic_load(&releaser->longest);
    while (took > longest && !atomic_compare_exchange_weak(&releaser->longest, &longest, took)) {
    }
}

static void *run_releaser(void *argument) {
    ebb_releaser *releaser = argument;
    int64_t next = ebb_now() + releaser->interval;
    while (atomic_load(&releaser->stopping) == 0) {
        int64_t now = ebb_now();
        if (now < next) {
            ebb_wait(&releaser->stopping, 0, next);
            continue;
        }
        ebb_releaser_make(releaser, releaser->call);
        next += releaser->interval;
        now = ebb_now();
        if (next < now) {
            next = now; /* the call took longer: missed calls are not made up for */
        }
    }
    return NULL;
}

int32_t ebb_releaser_start(ebb_releaser *releaser) {
    if (releaser->running || releaser->interval == 0) {
        return EBB_ERROR_STATE;
    }
    if (ebb_thread_start(&releaser->thread, "ebb-release", run_releaser, releaser) != 0) {
        return EBB_ERROR_SYSTEM;
    }
    releaser->running = true;
    return EBB_OK;
}

int64_t ebb_releaser_calls(const ebb_releaser *releaser) {
    return atomic_load(&releaser->calls);
}

int64_t ebb_releaser_longest(const ebb_releaser *releaser) {
    return atomic_load(&releaser->longest);
}

int64_t ebb_releaser_cpu(const ebb_releaser *releaser) {
    return atomic_load(&releaser->cpu);
}

void ebb_releaser_reset(ebb_releaser *releaser) {
    atomic_store(&releaser->calls, 0);
    atomic_store(&releaser->longest, 0);
}

void ebb_releaser_close(ebb_releaser *releaser) {
    if (releaser->running) {
        ebb_publish(&releaser->stopping, 1);
        pthread_join(releaser->thread, NULL);
    }
    ebb_unmap(releaser, sizeof *releaser);
}
