/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each family's own figures, from its public calls; ebb.h says which. An
 * impossible figure counts as none: several are differences between counters
 * that other threads change meanwhile, and can fall below zero.
 *
 * A library whose calls name each figure is asked for all of them once: other
 * versions lack some, and then there are no books.
 */
#include <pthread.h>
#include <stddef.h>

#include "families.h"
#include "symbols.h"

static int (*mallctl)(const char *, void *, size_t *, void *, size_t);
static int (*property)(const char *, size_t *);

/* glibc's struct mallinfo2, which its headers have since 2.33. */
typedef struct {
    size_t arena;
    size_t ordblks;
    size_t smblks;
    size_t hblks;
    size_t hblkhd;
    size_t usmblks;
    size_t fsmblks;
    size_t uordblks;
    size_t fordblks;
    size_t keepcost;
} info;

static info (*mallinfo2)(void);

static int64_t figure(size_t bytes) {
    return bytes > INT64_MAX ? -1 : (int64_t)bytes;
}

static int64_t difference(size_t bytes, size_t part) {
    return part > bytes ? -1 : figure(bytes - part);
}

static bool read_glibc_books(int64_t figures[EBB_BOOK_COUNT]) {
    info all = mallinfo2();
    figures[EBB_BOOK_INUSE] = figure(all.uordblks + all.hblkhd);
    figures[EBB_BOOK_CACHED] = figure(all.fordblks);
    figures[EBB_BOOK_METADATA] = -1;
    figures[EBB_BOOK_RETURNED] = -1;
    return true;
}

ebb_bookkeeper ebb_find_glibc_books(const char *owner) {
    if (ebb_symbol("gnu_get_libc_version", owner) != NULL) {
        EBB_FUNCTION(mallinfo2, "mallinfo2", owner);
    }
    return mallinfo2 != NULL ? read_glibc_books : NULL;
}

/* What it calls free includes pages that were given back, and its total is address space. */
static bool read_scudo_books(int64_t figures[EBB_BOOK_COUNT]) {
    figures[EBB_BOOK_INUSE] = figure(mallinfo2().uordblks);
    figures[EBB_BOOK_CACHED] = -1;
    figures[EBB_BOOK_METADATA] = -1;
    figures[EBB_BOOK_RETURNED] = -1;
    return true;
}

ebb_bookkeeper ebb_find_scudo_books(const char *owner) {
    if (ebb_symbol("__scudo_print_stats", owner) != NULL) {
        EBB_FUNCTION(mallinfo2, "mallinfo2", owner);
    }
    return mallinfo2 != NULL ? read_scudo_books : NULL;
}

static bool read_size(const char *name, size_t *value) {
    size_t size = sizeof *value;
    return mallctl(name, value, &size, NULL, 0) == 0;
}

/*
 * stats.allocated includes what lies in thread caches ("including regions
 * currently cached by tcache", jemalloc's stats.h).
 */
static bool read_jemalloc_books(int64_t figures[EBB_BOOK_COUNT]) {
    uint64_t epoch = 1; /* any number: brings the statistics up to date */
    size_t allocated;
    size_t tcache;
    size_t active;
    size_t dirty;
    size_t muzzy;
    size_t page;
    size_t metadata;
    size_t retained;
    if (mallctl("epoch", NULL, NULL, &epoch, sizeof epoch) != 0 ||
        !read_size("stats.allocated", &allocated) ||
        !read_size("stats.arenas.4096.tcache_bytes", &tcache) ||
        !read_size("stats.active", &active) || !read_size("stats.arenas.4096.pdirty", &dirty) ||
        !read_size("stats.arenas.4096.pmuzzy", &muzzy) || !read_size("arenas.page", &page) ||
        !read_size("stats.metadata", &metadata) || !read_size("stats.retained", &retained)) {
        return false;
    }
    int64_t inuse = difference(allocated, tcache);
    figures[EBB_BOOK_INUSE] = inuse;
    figures[EBB_BOOK_CACHED] =
        inuse < 0 ? -1 : difference(active + (dirty + muzzy) * page, (size_t)inuse);
    figures[EBB_BOOK_METADATA] = figure(metadata);
    figures[EBB_BOOK_RETURNED] = figure(retained);
    return true;
}

/* Of jemalloc from 5.0 on, and only if it was built with statistics. */
ebb_bookkeeper ebb_find_jemalloc_books(const char *owner) {
    int64_t tried[EBB_BOOK_COUNT];
    EBB_FUNCTION(mallctl, "mallctl", owner);
    return mallctl != NULL && read_jemalloc_books(tried) ? read_jemalloc_books : NULL;
}

static bool read_tcmalloc_books(int64_t figures[EBB_BOOK_COUNT]) {
    static const char *const caches[] = {
        "tcmalloc.pageheap_free_bytes", "tcmalloc.central_cache_free_bytes",
        "tcmalloc.transfer_cache_free_bytes", "tcmalloc.thread_cache_free_bytes"};
    size_t inuse;
    size_t returned;
    size_t cached = 0;
    for (size_t i = 0; i < sizeof caches / sizeof *caches; i++) {
        size_t bytes;
        if (!property(caches[i], &bytes)) {
            return false;
        }
        cached += bytes;
    }
    if (!property("generic.current_allocated_bytes", &inuse) ||
        !property("tcmalloc.pageheap_unmapped_bytes", &returned)) {
        return false;
    }
    figures[EBB_BOOK_INUSE] = figure(inuse);
    figures[EBB_BOOK_CACHED] = figure(cached);
    figures[EBB_BOOK_METADATA] = -1;
    figures[EBB_BOOK_RETURNED] = figure(returned);
    return true;
}

ebb_bookkeeper ebb_find_tcmalloc_books(const char *owner) {
    int64_t tried[EBB_BOOK_COUNT];
    EBB_FUNCTION(property, "MallocExtension_GetNumericProperty", owner);
    return property != NULL && read_tcmalloc_books(tried) ? read_tcmalloc_books : NULL;
}

/* Neither has calls for these figures: see ebb.h. */
ebb_bookkeeper ebb_find_mimalloc_books(const char *owner) {
    (void)owner;
    return NULL;
}

ebb_bookkeeper ebb_find_tbbmalloc_books(const char *owner) {
    (void)owner;
    return NULL;
}

static ebb_bookkeeper found;

static void find_bookkeeper(void) {
#define BOOKS(name) ebb_find_##name##_books,
    static ebb_bookkeeper (*const find[])(const char *) = {EBB_EACH_FAMILY(BOOKS)};
    const char *owner = ebb_malloc_owner();
    for (size_t i = 0; owner != NULL && found == NULL && i < sizeof find / sizeof *find; i++) {
        found = find[i](owner);
    }
}

ebb_bookkeeper ebb_bookkeeper_here(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find_bookkeeper);
    return found;
}
