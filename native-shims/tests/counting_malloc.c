/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded: counts every request of the process and passes it on to glibc. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

/* glibc's own under their other names: a look-up could call malloc itself. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

enum { MALLOCS, ALIGNED, REALLOCS, FREES, FREES_BY_MAIN, COUNTS };
static _Atomic int64_t counts[COUNTS];

int64_t counted(int what);
int64_t counted(int what) {
    return atomic_load(&counts[what]);
}

void *malloc(size_t size) {
    atomic_fetch_add(&counts[MALLOCS], 1);
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    atomic_fetch_add(&counts[MALLOCS], 1);
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    atomic_fetch_add(&counts[REALLOCS], 1);
    return __libc_realloc(block, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    atomic_fetch_add(&counts[ALIGNED], 1);
    *block = __libc_memalign(alignment, size);
    return *block == NULL ? ENOMEM : 0;
}

void free(void *block) {
    if (block != NULL) {
        atomic_fetch_add(&counts[FREES], 1);
        atomic_fetch_add(&counts[FREES_BY_MAIN], gettid() == getpid());
        __libc_free(block);
    }
}
