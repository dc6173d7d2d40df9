/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of known_malloc.c: who holds which, and when they are given back. */
#define _GNU_SOURCE
#include "known_pages.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { AT_ONCE, NUDGE, CHURN, OUTSIDE, OWNERS, EXIT, AFTER, NEVER };

#define PAGES (UINT32_C(1) << 19) /* 2 GiB of addresses where a page has 4 KiB */
#define LEAST_PAGE 4096           /* of any kernel */
#define THREADS 4096              /* the most that are ever started */
#define CHURN_CALLS 1000
#define REUSED                                                                                     \
    (KNOWN_GIVES_BACK == OUTSIDE || KNOWN_GIVES_BACK == OWNERS || KNOWN_GIVES_BACK == EXIT ||      \
     KNOWN_GIVES_BACK == AFTER)

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
    if (KNOWN_GIVES_BACK != AFTER) {
        give_back_held((uint32_t)(uintptr_t)thread);
    }
    table->ended[(uintptr_t)thread] = true;
    pthread_mutex_unlock(&lock);
}

/* Everything is touched before it is counted. */
static void open_tables(void) {
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

/* Called with the lock held, as take and give_back are. */
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

char *known_page_alloc(void) {
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

void known_page_free(void *block) {
    uint32_t page = (uint32_t)(((char *)block - pages) / (ptrdiff_t)page_size);
    pthread_mutex_lock(&lock);
    uint32_t owner = table->owner[page];
    if (KNOWN_GIVES_BACK == NEVER && to_leak > 0) {
        to_leak--;
    } else if (KNOWN_GIVES_BACK == NEVER || KNOWN_GIVES_BACK == AT_ONCE ||
               (KNOWN_GIVES_BACK != AFTER && table->ended[owner])) {
        give_back(page);
    } else {
        table->next[page] = table->held[owner];
        table->held[owner] = page;
        held_pages++;
    }
    pthread_mutex_unlock(&lock);
}

bool known_is_page(const void *block) {
    return pages != NULL && (const char *)block >= pages &&
           (const char *)block < pages + PAGES * page_size;
}

#ifndef KNOWN_WITHOUT_RELEASE
int ebb_allocator_release(void) {
    pthread_mutex_lock(&lock);
    for (uint32_t i = 1; mine != 0 && i <= threads; i++) {
        if (KNOWN_GIVES_BACK == OUTSIDE || (KNOWN_GIVES_BACK == AFTER && table->ended[i])) {
            give_back_held(i);
        }
    }
    pthread_mutex_unlock(&lock);
    return 0;
}
#endif

#ifdef KNOWN_WITH_OWNER_RELEASE
int ebb_allocator_release_owner(void) {
    pthread_mutex_lock(&lock);
    give_back_held(this_thread());
    pthread_mutex_unlock(&lock);
    return 0;
}
#endif

int64_t known_page(void) {
    if (table == NULL) {
        open_tables(); /* by the first call, when there is one thread */
    }
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
