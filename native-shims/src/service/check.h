/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_CHECK_H
#define EBB_CHECK_H

#include "pool/pool.h"

/* The health checks, one after the other; the task waits in between. */
typedef struct {
    ebb_task task;
    ebb_burst *burst;
    int64_t asked; /* for, one after the other; run is as many when none is under way */
    ebb_count run; /* relaxed: only hands out numbers */
} ebb_check;

/* What one health check allocates and frees: an HTTP request, or a task with sizes from this
 * stream. */
void ebb_check_http(ebb_account *account);
void ebb_check_task(ebb_account *account, uint64_t stream);
void ebb_check_open(ebb_check *check, ebb_burst *burst);
/* Runs health checks on the workers until this time. */
void ebb_check_until(ebb_check *check, int64_t end);

#endif
