/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A step of the ladder, as the threads that take it see it: they arrive, wait
 * for each other and act together. What they do is up to the ladder.
 */
#ifndef EBB_STEP_H
#define EBB_STEP_H

#include "observe/observe.h"

typedef struct ebb_step ebb_step;

struct ebb_step {
    void (*act)(ebb_step *step, ebb_account *account);
    ebb_burst *burst;
    int32_t probe;
    /* Threads that have not arrived; acq_rel: what others did before is seen. */
    _Alignas(EBB_LINE) ebb_word arriving;
    /* Threads that have not acted; acq_rel: when none is left, what they did is seen. */
    ebb_word acting;
    /* Of the first that failed, and its errno; relaxed, both: read when none is acting. */
    _Atomic int32_t status;
    _Atomic int failure;
};

/* From each thread of the load; returns when this one has acted. */
void ebb_step_take(ebb_step *step, ebb_account *account);

#endif
