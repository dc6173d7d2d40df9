/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_BURST_THREADS_H
#define EBB_BURST_THREADS_H

#include "step.h"

/* Starts those that do not run. EBB_ERROR_SYSTEM: errno, and some may be running. */
int32_t ebb_threads_start(ebb_burst *burst);
/* Every thread that lives takes the step, all at the same time; nothing may be at work. */
void ebb_threads_take(ebb_burst *burst, ebb_step *step);
/* Ends those that live; nothing may be at work. */
void ebb_threads_end(ebb_burst *burst);

#endif
