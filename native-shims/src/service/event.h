/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_EVENT_H
#define EBB_EVENT_H

#include "cells.h"

/* By this account's thread; the caller schedules it. */
ebb_event *ebb_event_new(ebb_burst *burst, ebb_account *account, uint64_t id, ebb_worker *home);
/* By the reaper: frees a token or an event, and everything it holds. */
void ebb_event_reap_task(ebb_task *task, ebb_account *account);

#endif
