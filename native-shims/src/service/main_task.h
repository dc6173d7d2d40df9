/* SPDX-License-Identifier: Apache-2.0 */
/* The service's main task, on its own thread: takes permits and begins events. */
#ifndef EBB_MAIN_TASK_H
#define EBB_MAIN_TASK_H

#include "ebb.h"

int32_t ebb_main_start(ebb_burst *burst);
void ebb_main_stop(ebb_burst *burst);
/* The main thread takes the burst's step as others do; the second waits until it has. */
void ebb_main_step(ebb_burst *burst);
void ebb_main_await_rest(ebb_burst *burst);
/* One burst; returns when its last event is dropped. */
void ebb_main_run(ebb_burst *burst);

#endif
