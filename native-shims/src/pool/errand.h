/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_ERRAND_H
#define EBB_ERRAND_H

#include "pool.h"

/* Runs the pool's errand if this worker has not done so yet. */
void ebb_errand_run(ebb_worker *worker);

#endif
