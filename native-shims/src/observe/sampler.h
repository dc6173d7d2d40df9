/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_SAMPLER_H
#define EBB_SAMPLER_H

#include <pthread.h>

#include "base/base.h"
#include "timeline.h"

/* Fills RSS and the third figure of a sample; false: errno. Called while the sampler is locked. */
typedef bool ebb_take(ebb_sampler *sampler, ebb_sample *sample);

struct ebb_sampler {
    ebb_timeline timeline;
    ebb_take *take;
    /* relaxed, both: written by the thread, read when it is joined or as a figure. */
    _Atomic int64_t cpu;
    _Atomic int failure; /* errno of the first sample that could not be taken */
    pthread_mutex_t
        lock; /* held while a sample is taken and written, and by who reads what it reads */
    bool running;
    ebb_word stopping; /* relaxed: hands nothing over; the thread is joined */
    pthread_t thread;
};

/* Of zeroed memory; false: errno. */
bool ebb_sampler_open(ebb_sampler *sampler, ebb_take *take, int64_t interval, int64_t capacity);
/* Ends the thread; also after an open that failed. Keeps errno. */
void ebb_sampler_end(ebb_sampler *sampler);

#endif
