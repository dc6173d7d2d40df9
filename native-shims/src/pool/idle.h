/* SPDX-License-Identifier: Apache-2.0 */
/* Which workers sleep and which search for work. Knows nothing about tasks. */
#ifndef EBB_IDLE_H
#define EBB_IDLE_H

#include "pool.h"

/* There is new work: wakes a sleeper, unless a worker is searching already. */
void ebb_idle_notify(ebb_pool *pool);
/* Whether the worker may look for work to steal. */
bool ebb_idle_start_search(ebb_worker *worker);
void ebb_idle_end_search(ebb_worker *worker);
/* Ends this worker's wait, or its next one. */
void ebb_idle_unpark(ebb_worker *worker);
/* Waits until unparked, or until this time (negative: no limit). */
void ebb_idle_wait(ebb_worker *worker, int64_t until);
/*
 * Puts the worker among the sleepers. Returns whether it was the last one
 * searching: then it must look for work once more.
 */
bool ebb_idle_lie_down(ebb_worker *worker);
/* Whether the worker is awake now. With force it wakes even if nobody notified it. */
bool ebb_idle_get_up(ebb_worker *worker, bool force);

#endif
