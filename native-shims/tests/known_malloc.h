/* SPDX-License-Identifier: Apache-2.0 */
/* What known_malloc.c offers besides malloc. */
#ifndef EBB_KNOWN_MALLOC_H
#define EBB_KNOWN_MALLOC_H

#include <stdint.h>
#include <stdlib.h>

#define KNOWN_LEAKED INT64_C(1999) /* pages */

void *memalign(size_t alignment, size_t size);
size_t malloc_usable_size(void *block);
int ebb_allocator_release(void);
int ebb_allocator_release_owner(void);
/* The size of a page. */
int64_t known_page(void);
/* Bytes of pages that were freed and are still held. */
int64_t known_held(void);
/* NEVER: the next KNOWN_LEAKED pages that are freed are leaked. */
void known_leak(void);
/* CHURN: counts each thread's calls anew. */
void known_settle(void);

#endif
