/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other folders include this header and no other of base/: what every part of
 * the shim needs, and nothing that knows of loads or allocators.
 *
 * In every folder each atomic field says which memory order it needs, and why.
 * An operation that names no order is seq_cst, which is never too weak.
 */
#ifndef EBB_BASE_H
#define EBB_BASE_H

#include "clock.h"
#include "fatal.h"
#include "futex.h"
#include "invariant.h"
#include "memory.h"
#include "random.h"
#include "thp.h"
#include "thread.h"
#include "ticks.h"

#endif
