/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other folders include this header and no other of base/: what all of the
 * shim is made with, and nothing that knows of loads or allocators.
 */
#ifndef EBB_BASE_H
#define EBB_BASE_H

#include "clock.h"
#include "fatal.h"
#include "futex.h"
#include "memory.h"
#include "random.h"
#include "thread.h"
#include "ticks.h"

#endif
