/* SPDX-License-Identifier: Apache-2.0 */
/* The service's main task, on a thread of its own: it takes permits and begins events. */
#ifndef EBB_MAIN_TASK_H
#define EBB_MAIN_TASK_H

#include "ebb.h"

int32_t ebb_main_start(ebb_burst *burst);
void ebb_main_stop(ebb_burst *burst);
/* The burst's step, beside others; the second waits until it is taken. */
void ebb_main_step(ebb_burst *burst);
void ebb_main_await_rest(ebb_burst *burst);
/* One burst; returns when its last event is dropped. */
void ebb_main_run(ebb_burst *burst);

#endif
