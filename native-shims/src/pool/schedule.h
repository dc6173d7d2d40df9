/* SPDX-License-Identifier: Apache-2.0 */
/* Where a task that has become runnable goes. */
#ifndef EBB_SCHEDULE_H
#define EBB_SCHEDULE_H

#include "pool.h"

/* Wakes each task of a list. */
void ebb_schedule_list(ebb_worker *worker, ebb_task *list);
/* For a task that was woken while it ran: queues it last, so that the others get their turn. */
void ebb_schedule_again(ebb_worker *worker, ebb_task *task);
/* Whether there are tasks that this worker can run without stealing. */
bool ebb_schedule_has_own(const ebb_worker *worker);

#endif
