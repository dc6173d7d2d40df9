/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that frees what it is given and does nothing else. */
#ifndef EBB_REAPER_H
#define EBB_REAPER_H

#include "pool/pool.h"
#include "step.h"

/* Frees a task and everything it holds. */
typedef void (*ebb_reap)(ebb_task *task, ebb_account *account);

typedef struct {
    /* release to push, acquire to take: a task is read through it. */
    _Alignas(EBB_LINE) ebb_stack given;
    /* release, acquire: who reads it sees what was given before. */
    ebb_word parcels; /* changes with each first task on the stack, and each step */
    /* To be taken; NULL: none. release, acquire: the step is read through it. */
    _Atomic(ebb_step *) step;
    _Atomic bool stopping; /* relaxed: read after parcels */
    ebb_reap reap;
    ebb_account *account;
    pthread_t thread;
} ebb_reaper;

int32_t ebb_reaper_start(ebb_reaper *reaper, ebb_account *account, ebb_reap reap);
void ebb_reaper_stop(ebb_reaper *reaper);
void ebb_reaper_take(ebb_reaper *reaper, ebb_task *task);
void ebb_reaper_step(ebb_reaper *reaper, ebb_step *step);

#endif
