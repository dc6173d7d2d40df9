/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another family's call proves nothing: malloc_trim is there under every
 * preloaded allocator, and trims a heap that nobody uses. So a call counts only
 * where the library that owns malloc has it.
 */
#include "release.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "symbols.h"

/* Looked up once; of each family only where it is the one in place. */
static int (*mallctl)(const char *, void *, size_t *, void *, size_t);
static void (*mi_collect)(bool);
static void (*mark_idle)(void);
static void (*release_free)(void);
static int (*command)(int, void *);
static int (*option)(int, int);
static int (*trim)(size_t);
static int (*users_own)(void);

static bool find_jemalloc(const char *owner) {
    EBB_FUNCTION(mallctl, "mallctl", owner);
    return mallctl != NULL;
}

/* A thread without a cache has nothing to flush, and says so by an error. */
static int release_jemalloc(void) {
    (void)mallctl("thread.tcache.flush", NULL, NULL, NULL, 0);
    return mallctl("arena.4096.purge", NULL, NULL, NULL, 0); /* 4096: of all arenas */
}

static bool find_mimalloc(const char *owner) {
    EBB_FUNCTION(mi_collect, "mi_collect", owner);
    return mi_collect != NULL;
}

static int release_mimalloc(void) {
    mi_collect(true);
    return 0;
}

static bool find_tcmalloc(const char *owner) {
    EBB_FUNCTION(mark_idle, "MallocExtension_MarkThreadIdle", owner);
    EBB_FUNCTION(release_free, "MallocExtension_ReleaseFreeMemory", owner);
    return mark_idle != NULL && release_free != NULL;
}

static int release_tcmalloc(void) {
    mark_idle();
    release_free();
    return 0;
}

/* The proxy owns malloc, and the library behind it the command. */
static bool find_tbbmalloc(const char *owner) {
    if (ebb_symbol("__TBB_malloc_proxy", owner) != NULL) {
        EBB_FUNCTION(command, "scalable_allocation_command", NULL);
    }
    return command != NULL;
}

/* What they return tells whether anything was there to be cleaned. */
static int release_tbbmalloc(void) {
    enum { CLEAN_ALL_BUFFERS, CLEAN_THREAD_BUFFERS }; /* scalable_allocator.h */
    (void)command(CLEAN_THREAD_BUFFERS, NULL);
    (void)command(CLEAN_ALL_BUFFERS, NULL);
    return 0;
}

static bool find_scudo(const char *owner) {
    if (ebb_symbol("__scudo_print_stats", owner) != NULL) {
        EBB_FUNCTION(option, "mallopt", owner);
    }
    return option != NULL;
}

static int release_scudo(void) {
    const int purge = -101; /* M_PURGE */
    return option(purge, 0) == 1 ? 0 : EINVAL;
}

static bool find_glibc(const char *owner) {
    if (ebb_symbol("gnu_get_libc_version", owner) != NULL) {
        EBB_FUNCTION(trim, "malloc_trim", owner);
    }
    return trim != NULL;
}

/* What it returns tells whether it gave anything back. */
static int release_glibc(void) {
    (void)trim(0);
    return 0;
}

static bool find_users_own(const char *owner) {
    EBB_FUNCTION(users_own, "ebb_allocator_release", owner);
    return users_own != NULL;
}

static int release_users_own(void) {
    return users_own();
}

typedef struct {
    bool (*find)(const char *owner);
    int (*release)(void); /* 0, or an errno */
    const char *words;
} way;

static const way ways[] = {
    {find_jemalloc, release_jemalloc, "mallctl(\"arena.4096.purge\")"},
    {find_mimalloc, release_mimalloc, "mi_collect(true)"},
    {find_tcmalloc, release_tcmalloc, "MallocExtension_ReleaseFreeMemory()"},
    {find_tbbmalloc, release_tbbmalloc,
     "scalable_allocation_command(TBBMALLOC_CLEAN_ALL_BUFFERS, 0)"},
    {find_scudo, release_scudo, "mallopt(M_PURGE, 0)"},
    {find_glibc, release_glibc, "malloc_trim(0)"},
    {find_users_own, release_users_own, "ebb_allocator_release()"},
};

static const way *found; /* NULL: there is none */

static void find(void) {
    const char *owner = ebb_malloc_owner();
    for (size_t i = 0; owner != NULL && found == NULL && i < sizeof ways / sizeof *ways; i++) {
        if (ways[i].find(owner)) {
            found = &ways[i];
        }
    }
}

static const way *here(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find);
    return found;
}

const char *ebb_release_words(void) {
    const way *way_here = here();
    return way_here == NULL ? NULL : way_here->words;
}

int32_t ebb_release(void) {
    const way *way_here = here();
    if (way_here == NULL) {
        return EBB_ERROR_ABSENT;
    }
    int error = way_here->release();
    if (error != 0) {
        errno = error;
        return EBB_ERROR_SYSTEM;
    }
    return EBB_OK;
}
