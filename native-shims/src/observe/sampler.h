/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_SAMPLER_H
#define EBB_SAMPLER_H

#include "ebb.h"

/* Halves an even number of samples: the one with the higher RSS stays of each pair. */
void ebb_samples_halve(ebb_sample *samples, int64_t count);

#endif
