/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_BURST_TIME_H
#define EBB_BURST_TIME_H

#include "ebb.h"

/* Gives each account its lane; EBB_ERROR_SYSTEM: errno. */
int32_t ebb_burst_time_open(ebb_burst *burst);
/* Before and after a burst, while no thread works. */
void ebb_burst_time_start(ebb_burst *burst);
void ebb_burst_time_end(ebb_burst *burst);

#endif
