/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timers with ticks of a millisecond, as Tokio's: a wheel whose slots are lists
 * through the tasks. Any worker arms a timer without a lock; one worker at a
 * time (the driver) takes the slots that are due. A task due in a later round
 * of the wheel is put back into its slot.
 */
#ifndef EBB_TIMERS_H
#define EBB_TIMERS_H

#include "task.h"

#define EBB_TIMER_SLOTS 16384 /* 16 s: the longest hold time of ebb.h fits into one round */
#define EBB_TIMER_NONE INT64_MAX

typedef struct {
    _Alignas(EBB_LINE) int64_t origin; /* ns: tick 0 */
    /* seq_cst, both: the driver takes a timer, or who arms it sees that its tick has passed. */
    _Atomic int64_t passed; /* every slot up to this tick has been taken */
    ebb_stack slots[EBB_TIMER_SLOTS];
} ebb_timers;

/* now: nanoseconds of CLOCK_MONOTONIC. */
void ebb_timers_open(ebb_timers *timers, int64_t now);
int64_t ebb_timers_time(const ebb_timers *timers, int64_t tick);
/*
 * Makes the task due after at least this long, and sets *due to its tick. The
 * driver may pass that tick while the timer is being armed: then the due tasks
 * of its slot are returned, for the caller to wake.
 */
ebb_task *ebb_timers_arm(ebb_timers *timers, ebb_task *task, int64_t now, int64_t nanoseconds,
                         int64_t *due);
/* By the driver, one thread at a time: the tasks due by now, earliest slot first. */
ebb_task *ebb_timers_take(ebb_timers *timers, int64_t now);
/* The tick of the first slot that holds a task; EBB_TIMER_NONE: no timer is armed. */
int64_t ebb_timers_next(const ebb_timers *timers);

#endif
