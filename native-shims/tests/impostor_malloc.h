/* SPDX-License-Identifier: Apache-2.0 */
/* What impostor_malloc.c exports, of these families the calls of one. */
#ifndef EBB_IMPOSTOR_MALLOC_H
#define EBB_IMPOSTOR_MALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* The call that was made last, in words. */
const char *impostor_last(void);

void *malloc(size_t size);
int posix_memalign(void **block, size_t alignment, size_t size);
int mallctl(const char *name, void *old, size_t *size, void *fresh, size_t fresh_size);
int mallctlnametomib(const char *name, size_t *mib, size_t *length);
void mi_collect(bool force);
void mi_purge_all(bool force);
void mi_on_thread_idle(void);
void __scudo_print_stats(void);
int mallopt(int parameter, int value);
int ebb_allocator_release(void);

#endif
