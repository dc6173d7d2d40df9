/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded: an allocator of which is known, to the page, what it holds and
 * what makes it give that back. Its pages have KNOWN_PAGE bytes where the
 * environment says so, as those of other kernels. A block of up to a page has a
 * page of its own, so nothing is fragmented; a freed one is held for the thread
 * that allocated it until that happens which KNOWN_GIVES_BACK says:
 *
 *   AT_ONCE  it is freed
 *   NUDGE    its thread calls malloc
 *   CHURN    its thread has called malloc 1,000 times
 *   OUTSIDE  any thread calls ebb_allocator_release
 *   OWNERS   its thread does
 *   EXIT     nothing of these: KNOWN_WITHOUT_RELEASE is defined
 *   NEVER    as at once, but the first KNOWN_LEAKED after known_leak() are never given back
 *
 * What is held when its thread ends is given back then. But for NUDGE and CHURN
 * a thread's next blocks come from what is held for it. Larger blocks are mapped
 * alone, and unmapped when freed.
 */
#define _GNU_SOURCE
#include "known_malloc.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { AT_ONCE, NUDGE, CHURN, OUTSIDE, OWNERS, EXIT, NEVER };

#define PAGES (UINT32_C(1) << 19) /* 2 GiB of addresses where a page has 4 KiB */
#define LEAST_PAGE 4096           /* of any kernel */
#define THREADS 4096              /* most that ever live */
#define CHURN_CALLS 1000
#define REUSED                                                                                     \
    (KNOWN_GIVES_BACK == OUTSIDE || KNOWN_GIVES_BACK == OWNERS || KNOWN_GIVES_BACK == EXIT)

/* Lists of pages are linked by these, never through the pages. 0 ends one: page 0 is not used. */
typedef struct {
    uint32_t next[PAGES];
    uint16_t owner[PAGES];
    uint32_t held[THREADS]; /* each thread's list */
    uint32_t calls[THREADS];
    bool ended[THREADS];
} tables;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static tables *table;
static char *pages;
static size_t page_size;
static uint32_t fresh = 1; /* pages from here on have never been given out */
static uint32_t given_back;
static uint32_t threads;
static int64_t held_pages;
static int64_t to_leak;
static pthread_key_t key;
static __thread uint32_t mine __attribute__((tls_model("initial-exec"))); /* 0: none yet */

static void give_back(uint32_t page) {
    madvise(pages + page * page_size, page_size, MADV_DONTNEED);
    table->next[page] = given_back;
    given_back = page;
}

static void give_back_held(uint32_t thread) {
    while (table->held[thread] != 0) {
        uint32_t page = table->held[thread];
        table->held[thread] = table->next[page];
        held_pages--;
        give_back(page);
    }
}

static void thread_ends(void *thread) {
    pthread_mutex_lock(&lock);
    give_back_held((uint32_t)(uintptr_t)thread);
    table->ended[(uintptr_t)thread] = true;
    pthread_mutex_unlock(&lock);
}

/* By the first call, when there is one thread. Everything is touched before it is counted. */
static void open_tables(void) {
    if (table != NULL) {
        return;
    }
    const char *wanted = getenv("KNOWN_PAGE");
    page_size = wanted == NULL ? (size_t)sysconf(_SC_PAGESIZE) : strtoul(wanted, NULL, 10);
    const int anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
    table = mmap(NULL, sizeof *table, PROT_READ | PROT_WRITE, anonymous | MAP_POPULATE, -1, 0);
    pages = mmap(NULL, PAGES * page_size, PROT_READ | PROT_WRITE, anonymous | MAP_NORESERVE, -1, 0);
    if (table == MAP_FAILED || pages == MAP_FAILED ||
        madvise(pages, PAGES * page_size, MADV_NOHUGEPAGE) != 0 ||
        pthread_key_create(&key, thread_ends) != 0) {
        _exit(72);
    }
}

/* Under the lock, as all that follows up to malloc. */
static uint32_t this_thread(void) {
    if (mine == 0) {
        if (++threads == THREADS) {
            _exit(73);
        }
        mine = threads;
        pthread_setspecific(key, (void *)(uintptr_t)mine);
    }
    return mine;
}

static uint32_t take(uint32_t *list) {
    uint32_t page = *list;
    if (page != 0) {
        *list = table->next[page];
    }
    return page;
}

static char *page_alloc(void) {
    pthread_mutex_lock(&lock);
    uint32_t thread = this_thread();
    if (KNOWN_GIVES_BACK == NUDGE ||
        (KNOWN_GIVES_BACK == CHURN && ++table->calls[thread] % CHURN_CALLS == 0)) {
        give_back_held(thread);
    }
    uint32_t page = REUSED ? take(&table->held[thread]) : 0;
    held_pages -= page != 0;
    if (page == 0) {
        page = take(&given_back);
    }
    if (page == 0) {
        page = fresh++;
    }
    if (fresh == PAGES) {
        _exit(74);
    }
    table->owner[page] = (uint16_t)thread;
    pthread_mutex_unlock(&lock);
    char *block = pages + page * page_size;
    for (size_t at = 0; at < page_size; at += LEAST_PAGE) {
        block[at] = 0; /* resident, whether or not the program writes to it */
    }
    return block;
}

static void page_free(uint32_t page) {
    pthread_mutex_lock(&lock);
    uint32_t owner = table->owner[page];
    if (KNOWN_GIVES_BACK == NEVER && to_leak > 0) {
        to_leak--;
    } else if (KNOWN_GIVES_BACK == NEVER || KNOWN_GIVES_BACK == AT_ONCE || table->ended[owner]) {
        give_back(page);
    } else {
        table->next[page] = table->held[owner];
        table->held[owner] = page;
        held_pages++;
    }
    pthread_mutex_unlock(&lock);
}

static bool is_page(const void *block) {
    return pages != NULL && (const char *)block >= pages &&
           (const char *)block < pages + PAGES * page_size;
}

/* What stands before a larger block. */
typedef struct {
    void *mapped;
    size_t mapped_size;
    size_t size;
} large;

static void *large_alloc(size_t alignment, size_t size) {
    size_t mapped_size = size + alignment + page_size;
    char *mapped =
        mmap(NULL, mapped_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) {
        errno = ENOMEM;
        return NULL;
    }
    uintptr_t block = ((uintptr_t)mapped + sizeof(large) + alignment - 1) / alignment * alignment;
    ((large *)block)[-1] = (large){mapped, mapped_size, size};
    return (void *)block;
}

static size_t size_of(const void *block) {
    return is_page(block) ? page_size : ((const large *)block)[-1].size;
}

static void *alloc(size_t alignment, size_t size) {
    open_tables();
    if (size > page_size || alignment > page_size) {
        return large_alloc(alignment, size);
    }
    return page_alloc();
}

void *malloc(size_t size) {
    return alloc(16, size);
}

void *calloc(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    void *block = alloc(16, bytes);
    if (block != NULL && is_page(block)) {
        memset(block, 0, bytes);
    }
    return block;
}

void free(void *block) {
    if (block == NULL) {
        return;
    }
    if (is_page(block)) {
        page_free((uint32_t)(((char *)block - pages) / (ptrdiff_t)page_size));
        return;
    }
    large before = ((large *)block)[-1];
    munmap(before.mapped, before.mapped_size);
}

void *realloc(void *block, size_t size) {
    if (block != NULL && is_page(block) && size <= page_size) {
        return block;
    }
    void *moved = malloc(size);
    if (moved != NULL && block != NULL) {
        size_t before = size_of(block);
        memcpy(moved, block, before < size ? before : size);
        free(block);
    }
    return moved;
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = alloc(alignment, size);
    return *block == NULL ? ENOMEM : 0;
}

void *aligned_alloc(size_t alignment, size_t size) {
    return alloc(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
    return alloc(alignment, size);
}

size_t malloc_usable_size(void *block) {
    return block == NULL ? 0 : size_of(block);
}

#ifndef KNOWN_WITHOUT_RELEASE
int ebb_allocator_release(void) {
    pthread_mutex_lock(&lock);
    uint32_t thread = this_thread();
    if (KNOWN_GIVES_BACK == OWNERS) {
        give_back_held(thread);
    }
    for (uint32_t i = 1; KNOWN_GIVES_BACK == OUTSIDE && i <= threads; i++) {
        give_back_held(i);
    }
    pthread_mutex_unlock(&lock);
    return 0;
}
#endif

int64_t known_page(void) {
    open_tables();
    return (int64_t)page_size;
}

int64_t known_held(void) {
    pthread_mutex_lock(&lock);
    int64_t bytes = held_pages * (int64_t)page_size;
    pthread_mutex_unlock(&lock);
    return bytes;
}

void known_leak(void) {
    pthread_mutex_lock(&lock);
    to_leak = KNOWN_LEAKED;
    pthread_mutex_unlock(&lock);
}

void known_settle(void) {
    pthread_mutex_lock(&lock);
    memset(table->calls, 0, sizeof table->calls);
    pthread_mutex_unlock(&lock);
}
