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
 * The call by which ebb_release gives memory back, in words; NULL: the
 * allocator has none. The first time it is looked up, which may call malloc:
 * before anything is counted.
 */
const char *ebb_release_words(void);

/* Takes the books: each figure in bytes, -1 where there is none; false: they could not be read. */
typedef bool (*ebb_bookkeeper)(int64_t figures[EBB_BOOK_COUNT]);

/* That of the library that owns malloc; NULL: it keeps none. */
ebb_bookkeeper ebb_bookkeeper_here(void);

#endif
