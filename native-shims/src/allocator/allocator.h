/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other folders include this header and no other of allocator/, where
 * everything is that depends on which allocator is in place.
 */
#ifndef EBB_ALLOCATOR_H
#define EBB_ALLOCATOR_H

#include <stdbool.h>

#include "ebb.h"

/*
 * The calls by which ebb_release, ebb_release_owner and ebb_release_light give
 * memory back, in words; NULL: the allocator has none. The first call looks them up, which may
 * call malloc, and scudo's purge, so it must come before anything is counted.
 */
const char *ebb_release_words(void);
const char *ebb_release_owner_words(void);
const char *ebb_release_light_words(void);

/* One of these three. */
typedef int32_t (*ebb_release_call)(void);
/* Makes the call and counts it, from any thread. */
void ebb_releaser_make(ebb_releaser *releaser, ebb_release_call call);

/* Reads the books: each figure in bytes, -1: there is none. False: they cannot be read. */
typedef bool (*ebb_bookkeeper)(int64_t figures[EBB_BOOK_COUNT]);

/* The bookkeeper of the library that owns malloc; NULL: it keeps no books. */
ebb_bookkeeper ebb_bookkeeper_here(void);

#endif
