/* SPDX-License-Identifier: Apache-2.0 */
/* Where a task goes that has become runnable. */
#ifndef EBB_SCHEDULE_H
#define EBB_SCHEDULE_H

#include "pool.h"

/* Wakes each task of a list. */
void ebb_schedule_list(ebb_worker *worker, ebb_task *list);
/* A task that was woken while it ran: behind the others, so that they have their turn. */
void ebb_schedule_again(ebb_worker *worker, ebb_task *task);
/* Whether tasks wait that this worker can run without stealing. */
bool ebb_schedule_has_own(const ebb_worker *worker);

#endif
