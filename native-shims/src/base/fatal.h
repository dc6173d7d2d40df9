/* SPDX-License-Identifier: Apache-2.0 */
/* Where no number could be true any more: a sentence on stderr and the end of the process. */
#ifndef EBB_FATAL_H
#define EBB_FATAL_H

#include <stddef.h>
#include <stdint.h>

/* Exit code of a process that ended so; its sentence stands on stderr. */
#define EBB_FATAL_EXIT 71

/* The allocator under test returned NULL. */
_Noreturn void ebb_fatal_memory(size_t size);
/* A block came back without its mark: two owners, or written by another. */
_Noreturn void ebb_fatal_mark(const void *block, uint32_t found);

#endif
