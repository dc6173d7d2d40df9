/* SPDX-License-Identifier: Apache-2.0 */
/* Which workers sleep and which search for work; knows of no task. */
#ifndef EBB_IDLE_H
#define EBB_IDLE_H

#include "pool.h"

/* Work has come: wakes a sleeper, unless somebody searches already. */
void ebb_idle_notify(ebb_pool *pool);
/* Whether the worker may look for work to steal. */
bool ebb_idle_start_search(ebb_worker *worker);
void ebb_idle_end_search(ebb_worker *worker);
/* Ends this worker's wait, or its next one. */
void ebb_idle_unpark(ebb_worker *worker);
/* Until unparked, or the time (negative: none) has come. */
void ebb_idle_wait(ebb_worker *worker, int64_t until);
/*
 * Puts the worker among the sleepers. Whether it was the last to search: then
 * it must look once more for work.
 */
bool ebb_idle_lie_down(ebb_worker *worker);
/* Whether the worker is awake now; force: also if nobody has notified it. */
bool ebb_idle_get_up(ebb_worker *worker, bool force);

#endif
