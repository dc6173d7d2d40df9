/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_SAMPLER_H
#define EBB_SAMPLER_H

#include "ebb.h"

/* Halves an even number of samples: the one with the higher RSS stays of each pair. */
void ebb_samples_halve(ebb_sample *samples, int64_t count);
/*
 * By how many bytes RSS moved since a time, while nobody adds: the highest less
 * the lowest. EBB_ERROR_RANGE: there is no sample since.
 */
int64_t ebb_samples_range(const ebb_sample *samples, int64_t count, int64_t since);

#endif
