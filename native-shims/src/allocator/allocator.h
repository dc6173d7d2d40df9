/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other folders include this header and no other of allocator/: whatever
 * depends on which allocator is in place.
 */
#ifndef EBB_ALLOCATOR_H
#define EBB_ALLOCATOR_H

#include <stdbool.h>

#include "ebb.h"

/*
 * The calls by which ebb_release and ebb_release_owner give memory back, in
 * words; NULL: the allocator has none. The first time they are looked up, which
 * may call malloc, and scudo's purge: before anything is counted.
 */
const char *ebb_release_words(void);
const char *ebb_release_owner_words(void);

/* Takes the books: each figure in bytes, -1 where there is none; false: they could not be read. */
typedef bool (*ebb_bookkeeper)(int64_t figures[EBB_BOOK_COUNT]);

/* That of the library that owns malloc; NULL: it keeps none. */
ebb_bookkeeper ebb_bookkeeper_here(void);

#endif
