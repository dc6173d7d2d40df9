/* SPDX-License-Identifier: Apache-2.0 */
/* How the allocator gives memory back: the one place that knows each family's call. */
#ifndef EBB_RELEASE_H
#define EBB_RELEASE_H

#include "ebb.h"

/*
 * The call in words; NULL: the allocator has none. The first time it is looked
 * up, which may call malloc: before anything is counted.
 */
const char *ebb_release_words(void);

typedef int32_t (*ebb_release_call)(void);
/* A releaser that calls this instead. */
ebb_releaser *ebb_releaser_of(ebb_release_call call, int64_t interval);

#endif
