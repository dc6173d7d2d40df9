/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_BOOKS_H
#define EBB_BOOKS_H

#include "allocator/allocator.h"

/* Books kept by this bookkeeper; NULL: there are none. */
ebb_books *ebb_books_of(ebb_bookkeeper keeper);

#endif
