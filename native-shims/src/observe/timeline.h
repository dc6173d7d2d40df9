/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Samples in mapped memory: when it is full every second one is dropped, and the
 * interval doubles. Where they are wanted though the process may be killed, each
 * is written to a file too. The file is not the memory itself: its pages would
 * count in RSS, and the kernel could take them back.
 */
#ifndef EBB_TIMELINE_H
#define EBB_TIMELINE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "ebb.h"

typedef struct {
    /* relaxed, both: one thread adds, others read figures, and the samples when it is joined. */
    _Atomic int64_t interval;
    _Atomic int64_t count;
    int64_t capacity;
    ebb_sample *samples;
    int file; /* -1: none */
} ebb_timeline;

/* The ranges are those of ebb_sampler_new; false: errno. */
bool ebb_timeline_open(ebb_timeline *timeline, int64_t interval, int64_t capacity);
/* false: it cannot be written to the file, and errno says why. */
bool ebb_timeline_add(ebb_timeline *timeline, ebb_sample sample);
/* As ebb_sampler_range, while nobody adds. */
int64_t ebb_timeline_range(const ebb_timeline *timeline, int64_t since);
/* Halves an even number of samples: the one with the higher RSS stays of each pair. */
void ebb_samples_halve(ebb_sample *samples, int64_t count);
/* Also after an open that failed. */
void ebb_timeline_close(ebb_timeline *timeline);

#endif
