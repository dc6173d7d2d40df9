/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_WORKER_H
#define EBB_WORKER_H

#include "pool.h"

/* What a worker's thread does until the pool stops. */
void ebb_worker_loop(ebb_worker *worker);

#endif
