/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another family's call proves nothing: malloc_trim exists under every preloaded
 * allocator too, and trims a heap that nobody uses. So a call counts only if the
 * library that owns malloc has it; if it has several, the one that reaches most
 * is taken.
 */
#include "release.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "families.h"
#include "symbols.h"

/* Looked up once, and only those of the family that is in place. */
static int (*mallctl)(const char *, void *, size_t *, void *, size_t);
static int (*mallctl_find)(const char *, size_t *, size_t *);
static void (*mi_collect)(bool);
static void (*mi_purge_all)(bool);
static void (*mi_on_thread_idle)(void);
static void (*mark_idle)(void);
static void (*release_free)(void);
static int (*command)(int, void *);
static int (*option)(int, int);
static int (*trim)(size_t);
static int (*users_own)(void);
static int (*users_own_owner)(void);

static bool mallctl_has(const char *name) {
    size_t mib[4];
    size_t length = sizeof mib / sizeof *mib;
    return mallctl_find != NULL && mallctl_find(name, mib, &length) == 0;
}

static int purge_all_arenas(void) {
    return mallctl("arena.4096.purge", NULL, NULL, NULL, 0); /* MALLCTL_ARENAS_ALL, since 5.0 */
}

/* Before 5.0 the number after the last arena's stands for all. */
static int purge_arenas_of_4(void) {
    char name[32];
    unsigned arenas;
    size_t size = sizeof arenas;
    int error = mallctl("arenas.narenas", &arenas, &size, NULL, 0);
    if (error != 0) {
        return error;
    }
    snprintf(name, sizeof name, "arena.%u.purge", arenas);
    return mallctl(name, NULL, NULL, NULL, 0);
}

static int jemalloc_thread_idle(void) {
    return mallctl("thread.idle", NULL, NULL, NULL, 0);
}

/* Fails on a thread without a cache, which has nothing to flush. */
static int jemalloc_flush(void) {
    (void)mallctl("thread.tcache.flush", NULL, NULL, NULL, 0);
    return 0;
}

bool ebb_find_jemalloc_calls(const char *library, ebb_calls *found) {
    EBB_FUNCTION(mallctl, "mallctl", library);
    EBB_FUNCTION(mallctl_find, "mallctlnametomib", library);
    found->outside = mallctl_has("arena.4096.purge")
                         ? (ebb_call){purge_all_arenas, "mallctl(\"arena.4096.purge\")"}
                         : (ebb_call){purge_arenas_of_4, "mallctl(\"arena.<narenas>.purge\")"};
    found->owner = mallctl_has("thread.idle")
                       ? (ebb_call){jemalloc_thread_idle, "mallctl(\"thread.idle\")"}
                       : (ebb_call){jemalloc_flush, "mallctl(\"thread.tcache.flush\")"};
    return mallctl != NULL;
}

static int mimalloc_collect(void) {
    mi_collect(true);
    return 0;
}

static int mimalloc_collect_lightly(void) {
    mi_collect(false);
    return 0;
}

static int mimalloc_purge_all(void) {
    mi_purge_all(true);
    return 0;
}

static int mimalloc_thread_idle(void) {
    mi_on_thread_idle();
    return 0;
}

/* Microsoft's has only mi_collect; forks of it have the other two. */
bool ebb_find_mimalloc_calls(const char *library, ebb_calls *found) {
    EBB_FUNCTION(mi_collect, "mi_collect", library);
    EBB_FUNCTION(mi_purge_all, "mi_purge_all", library);
    EBB_FUNCTION(mi_on_thread_idle, "mi_on_thread_idle", library);
    ebb_call collect = {mimalloc_collect, "mi_collect(true)"};
    found->outside =
        mi_purge_all == NULL ? collect : (ebb_call){mimalloc_purge_all, "mi_purge_all(true)"};
    found->owner = mi_on_thread_idle == NULL
                       ? collect
                       : (ebb_call){mimalloc_thread_idle, "mi_on_thread_idle()"};
    found->light = (ebb_call){mimalloc_collect_lightly, "mi_collect(false)"};
    return mi_collect != NULL;
}

static int tcmalloc_release_free(void) {
    release_free();
    return 0;
}

static int tcmalloc_mark_idle(void) {
    mark_idle();
    return 0;
}

bool ebb_find_tcmalloc_calls(const char *library, ebb_calls *found) {
    EBB_FUNCTION(mark_idle, "MallocExtension_MarkThreadIdle", library);
    EBB_FUNCTION(release_free, "MallocExtension_ReleaseFreeMemory", library);
    found->outside = (ebb_call){tcmalloc_release_free, "MallocExtension_ReleaseFreeMemory()"};
    found->owner = (ebb_call){tcmalloc_mark_idle, "MallocExtension_MarkThreadIdle()"};
    return mark_idle != NULL && release_free != NULL;
}

enum { CLEAN_ALL_BUFFERS, CLEAN_THREAD_BUFFERS }; /* scalable_allocator.h */

/* The result only says whether there was anything to clean. */
static int tbbmalloc_clean_all(void) {
    (void)command(CLEAN_ALL_BUFFERS, NULL);
    return 0;
}

static int tbbmalloc_clean_thread(void) {
    (void)command(CLEAN_THREAD_BUFFERS, NULL);
    return 0;
}

/* The proxy owns malloc, and the library that it loads the command. */
bool ebb_find_tbbmalloc_calls(const char *library, ebb_calls *found) {
    if (ebb_symbol("__TBB_malloc_proxy", library) != NULL) {
        EBB_FUNCTION(command, "scalable_allocation_command", NULL);
    }
    found->outside = (ebb_call){tbbmalloc_clean_all,
                                "scalable_allocation_command(TBBMALLOC_CLEAN_ALL_BUFFERS, 0)"};
    found->owner = (ebb_call){tbbmalloc_clean_thread,
                              "scalable_allocation_command(TBBMALLOC_CLEAN_THREAD_BUFFERS, 0)"};
    return command != NULL;
}

enum { M_PURGE_ALL = -104, M_PURGE = -101 }; /* scudo/interface.h */

static int scudo_purge(void) {
    return option(M_PURGE, 0) == 1 ? 0 : EINVAL;
}

static int scudo_purge_all(void) {
    return option(M_PURGE_ALL, 0) == 1 ? 0 : EINVAL;
}

/* Only a call shows whether the second one, which also drains thread caches, exists. */
bool ebb_find_scudo_calls(const char *library, ebb_calls *found) {
    if (ebb_symbol("__scudo_print_stats", library) != NULL) {
        EBB_FUNCTION(option, "mallopt", library);
    }
    bool all = option != NULL && scudo_purge_all() == 0;
    found->outside = all ? (ebb_call){scudo_purge_all, "mallopt(M_PURGE_ALL, 0)"}
                         : (ebb_call){scudo_purge, "mallopt(M_PURGE, 0)"};
    found->owner = found->outside;
    return option != NULL;
}

/* The result only says whether anything was given back. */
static int glibc_trim(void) {
    (void)trim(0);
    return 0;
}

bool ebb_find_glibc_calls(const char *library, ebb_calls *found) {
    if (ebb_symbol("gnu_get_libc_version", library) != NULL) {
        EBB_FUNCTION(trim, "malloc_trim", library);
    }
    found->outside = (ebb_call){glibc_trim, "malloc_trim(0)"};
    found->owner = found->outside;
    return trim != NULL;
}

static int users_own_release(void) {
    return users_own();
}

static int users_own_owner_release(void) {
    return users_own_owner();
}

static bool find_users_own(const char *library, ebb_calls *found) {
    EBB_FUNCTION(users_own, "ebb_allocator_release", library);
    EBB_FUNCTION(users_own_owner, "ebb_allocator_release_owner", library);
    found->outside = (ebb_call){users_own_release, "ebb_allocator_release()"};
    found->owner = users_own_owner == NULL
                       ? found->outside
                       : (ebb_call){users_own_owner_release, "ebb_allocator_release_owner()"};
    return users_own != NULL;
}

static ebb_calls here; /* NULL: there is none */

static void find_calls(void) {
#define CALLS(name) ebb_find_##name##_calls,
    static bool (*const families[])(const char *,
                                    ebb_calls *) = {EBB_EACH_FAMILY(CALLS) find_users_own};
    const char *library = ebb_malloc_owner();
    bool found = false;
    for (size_t i = 0; library != NULL && !found && i < sizeof families / sizeof *families; i++) {
        ebb_calls candidate = {0};
        found = families[i](library, &candidate);
        if (found) {
            here = candidate;
        }
    }
}

static const ebb_calls *calls_here(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find_calls);
    return &here;
}

const char *ebb_release_words(void) {
    return calls_here()->outside.words;
}

const char *ebb_release_owner_words(void) {
    return calls_here()->owner.words;
}

const char *ebb_release_light_words(void) {
    return calls_here()->light.words;
}

/*
 * On a thread that has never allocated mi_collect returns at once, since its heap
 * does not exist yet. So every thread that releases allocates a block first.
 */
static void allocate_a_block(void) {
    void *block = malloc(16);
    __asm__ volatile("" : "+r"(block) : : "memory"); /* or the compiler drops both */
    free(block);
}

static int32_t release_by(ebb_call made) {
    if (made.make == NULL) {
        return EBB_ERROR_ABSENT;
    }
    allocate_a_block();
    int error = made.make();
    if (error != 0) {
        errno = error;
        return EBB_ERROR_SYSTEM;
    }
    return EBB_OK;
}

int32_t ebb_release(void) {
    return release_by(calls_here()->outside);
}

int32_t ebb_release_owner(void) {
    return release_by(calls_here()->owner);
}

int32_t ebb_release_light(void) {
    return release_by(calls_here()->light);
}
