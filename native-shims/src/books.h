/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_BOOKS_H
#define EBB_BOOKS_H

#include <stdbool.h>

#include "ebb.h"

/* Takes the books: each figure in bytes, -1 where there is none; false: they could not be read. */
typedef bool (*ebb_bookkeeper)(int64_t figures[EBB_BOOK_COUNT]);

/* bookkeepers.c: that of the library that owns malloc; NULL: it keeps none. */
ebb_bookkeeper ebb_bookkeeper_here(void);

/* Books that this one keeps. */
ebb_books *ebb_books_of(ebb_bookkeeper keeper);

#endif
