/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other folders include this header and no other of observe/: the accounts in
 * which requests are counted, and the lanes in which calls are timed. What
 * watches the process (sampler, books, proc) is reached by ebb.h alone.
 */
#ifndef EBB_OBSERVE_H
#define EBB_OBSERVE_H

#include "account.h"
#include "latency.h"

#endif
