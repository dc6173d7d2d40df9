/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_CHECK_H
#define EBB_CHECK_H

#include "pool/pool.h"

/* One health check after the other; between two it waits. */
typedef struct {
    ebb_task task;
    ebb_burst *burst;
    ebb_count run; /* relaxed: only hands out numbers */
} ebb_check;

/* What one health check allocates and frees, with sizes from this stream. */
void ebb_check_once(ebb_account *account, uint64_t stream);
void ebb_check_open(ebb_check *check, ebb_burst *burst);
/* Wakes the workers with health checks until this time. */
void ebb_check_until(ebb_check *check, int64_t end);

#endif
