/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_EVENT_H
#define EBB_EVENT_H

#include "cells.h"

/* Made by this account's thread, to be scheduled by the caller. */
ebb_event *ebb_event_new(ebb_burst *burst, ebb_account *account, uint64_t id, ebb_worker *home);
/* What the reaper does with a task: a token, or an event. */
void ebb_event_reap_task(ebb_task *task, ebb_account *account);

#endif
