/* SPDX-License-Identifier: Apache-2.0 */
/* When no result can be trusted any more: a sentence to stderr, and the end of the process. */
#ifndef EBB_FATAL_H
#define EBB_FATAL_H

#include <stddef.h>
#include <stdint.h>

/* Exit code of such a process. */
#define EBB_FATAL_EXIT 71

/* The allocator under test returned NULL. */
_Noreturn void ebb_fatal_memory(size_t size);
/* A block has lost its mark: it was given out twice or overwritten. */
_Noreturn void ebb_fatal_mark(const void *block, uint32_t found);

#endif
