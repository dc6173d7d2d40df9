/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_RELEASE_H
#define EBB_RELEASE_H

#include "allocator.h"

/* A releaser that calls this instead. */
ebb_releaser *ebb_releaser_of(ebb_release_call call, int64_t interval);

#endif
