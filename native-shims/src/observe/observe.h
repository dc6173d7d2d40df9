/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other folders include this header and no other of observe/: the accounts that
 * count requests, and the lanes that time calls. What watches the process (the
 * sampler, the books, proc) is called through ebb.h only.
 */
#ifndef EBB_OBSERVE_H
#define EBB_OBSERVE_H

#include "account.h"
#include "latency.h"

#endif
