/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded: the C library's malloc, with the calls of versions of another family
 * that are not gathered. One of these is defined:
 *
 *   JEMALLOC_4   no arena 4096, no thread.idle; nine arenas, and only some of the books' figures
 *   JEMALLOC_50  no thread.idle
 *   MIMALLOC     with what forks have: mi_purge_all, mi_on_thread_idle
 *   SCUDO_17     with M_PURGE_ALL
 *   USERS        a user's own, with one call for both
 *
 * Each call is noted, and whether its thread had ever called malloc.
 */
#include "impostor_malloc.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* glibc's own under their other names: a look-up could call malloc itself. */
extern void *__libc_malloc(size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static char last[64];
static __thread bool allocated __attribute__((tls_model("initial-exec")));

void *malloc(size_t size) {
    allocated = true;
    return __libc_malloc(size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = __libc_memalign(alignment, size);
    return *block == NULL ? ENOMEM : 0;
}

const char *impostor_last(void) {
    return last;
}

static void note(const char *call) {
    snprintf(last, sizeof last, "%s%s", call, allocated ? "" : ", never allocated");
}

#if defined(JEMALLOC_4) || defined(JEMALLOC_50)
static bool has(const char *name) {
    static const char *const names[] = {
#ifdef JEMALLOC_50
        "arena.4096.purge",
#else
        "epoch",         "stats.allocated",     "stats.active",  "stats.metadata", "arenas.page",
#endif
        "arena.9.purge", "thread.tcache.flush", "arenas.narenas"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

int mallctl(const char *name, void *old, size_t *size, void *fresh, size_t fresh_size) {
    (void)fresh;
    (void)fresh_size;
    if (!has(name)) {
        return ENOENT;
    }
    if (old != NULL) {
        const uint64_t nine = 9;
        memcpy(old, &nine, *size); /* of either size, where the lowest byte is the first */
        return 0;
    }
    note(name);
    return 0;
}

int mallctlnametomib(const char *name, size_t *mib, size_t *length) {
    (void)mib;
    (void)length;
    return has(name) ? 0 : ENOENT;
}
#endif

#ifdef MIMALLOC
void mi_collect(bool force) {
    note(force ? "mi_collect(true)" : "mi_collect(false)");
}

void mi_purge_all(bool force) {
    note(force ? "mi_purge_all(true)" : "mi_purge_all(false)");
}

void mi_on_thread_idle(void) {
    note("mi_on_thread_idle()");
}
#endif

#ifdef SCUDO_17
void __scudo_print_stats(void) {
}

int mallopt(int parameter, int value) {
    (void)value;
    char text[32];
    snprintf(text, sizeof text, "mallopt(%d)", parameter);
    note(text);
    return parameter == -101 || parameter == -104;
}
#endif

#ifdef USERS
int ebb_allocator_release(void) {
    note("ebb_allocator_release()");
    return 0;
}
#endif
