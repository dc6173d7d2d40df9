/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_BURST_THREADS_H
#define EBB_BURST_THREADS_H

#include "ebb.h"

/* Starts those that do not run. EBB_ERROR_SYSTEM: errno, and some may be running. */
int32_t ebb_threads_start(ebb_burst *burst);
/* Ends those that run; no task may be left. */
void ebb_threads_end(ebb_burst *burst);

#endif
