/* SPDX-License-Identifier: Apache-2.0 */
/* The shim's own memory: mapped, so that the allocator under test never sees it. */
#ifndef EBB_MEMORY_H
#define EBB_MEMORY_H

#include <stddef.h>

/* A cache line and its neighbour, which the hardware fetches along with it. */
#define EBB_LINE 128

/* Zeroed pages, all resident from the start, not only once RSS is watched. NULL: errno. */
void *ebb_map(size_t size);
/* The same, but a page becomes resident when it is written: for text of unknown length. */
void *ebb_reserve(size_t size);
void ebb_unmap(void *address, size_t size);

#endif
