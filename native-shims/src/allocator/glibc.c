/* SPDX-License-Identifier: Apache-2.0 */
/*
 * glibc's tunables cannot be read back, so they are proven by their effect: the
 * word before a block holds its chunk's size and three flags (glibc's
 * malloc/malloc.c, "struct malloc_chunk"), unchanged since 2.3.
 */
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "families.h"
#include "symbols.h"

#define PREVIOUS_IN_USE 1u /* clear: the chunk before this one is free */
#define MAPPED 2u
#define OTHER_ARENA 4u
#define FLAGS 7u

#define PROBE_BYTES                                                                                \
    (68 * 1024)         /* above the threshold of glibc-mmap64k, below the default of 128 KiB */
#define PROBE_BLOCKS 64 /* 4 MiB: more than an arena keeps in reserve */
#define LARGE_BYTES                                                                                \
    ((size_t)40 << 20)    /* above 32 MiB, beyond which the threshold of mapping never grows */
#define CACHED_BYTES 1000 /* the thread cache takes it, a fast bin does not */
#define FAST_BYTES 64     /* a fast bin takes it */
#define HEAP_BYTES ((uintptr_t)64 << 20)
#define FILLING 256 /* blocks: many times what a thread cache takes of a size */
#define THREADS 4   /* at once: with several arenas, one of them gets another than main's */

/* The asm hides from the compiler where the block begins. */
static size_t header(const void *block) {
    size_t word;
    const char *address = block;
    __asm__("" : "+r"(address));
    memcpy(&word, address - sizeof word, sizeof word);
    return word;
}

/*
 * glibc applies its threshold only when an arena has no room left, so blocks
 * are held until one is mapped or the arena has grown. -1: no memory.
 */
static int is_mapped(size_t size) {
    void *block[PROBE_BLOCKS];
    int count = 0;
    int mapped = 0;
    while (count < PROBE_BLOCKS && mapped == 0) {
        block[count] = malloc(size);
        mapped = block[count] == NULL ? -1 : (header(block[count]) & MAPPED) != 0;
        count++;
    }
    while (count > 0) {
        free(block[--count]);
    }
    return mapped;
}

/*
 * glibc.malloc.hugetlb=1 has glibc ask for huge pages in each block that it maps
 * alone (malloc.c, sysmalloc_mmap). Its arenas would show less: the main one's
 * first step is asked for, the next, up to a whole huge page's address, is not.
 * Nothing of the block is touched. With 2.36 some starts of a program have it in
 * force and others not, so it has to be seen in each (docs/kernel.md). -1: the
 * block is not mapped alone, or nobody tells.
 */
static int asks_for_huge_pages(void) {
    void *block = malloc(LARGE_BYTES);
    int asks = block != NULL && (header(block) & MAPPED) != 0 ? ebb_thp_is_advised(block) : -1;
    free(block);
    return asks;
}

/* Reading the kernel's list of mappings takes a JVM 10 ms. */
static bool is_asked_to(void) {
    const char *tunables = getenv("GLIBC_TUNABLES");
    return tunables != NULL && strstr(tunables, "glibc.malloc.hugetlb") != NULL;
}

static char *next_chunk(char *block) {
    return block + (header(block) & ~(size_t)FLAGS);
}

/*
 * A chunk in the thread cache still counts as used, and the header of the next
 * chunk says so. That header is only current while its own chunk is in use: a
 * free chunk is merged with the one before it, and its old header is stale.
 * So blocks are taken until two are neighbours. Another thread of the same
 * arena may take the first one in between; hence several tries, and once it is
 * seen free it was not cached. A fast bin keeps chunks in the same way, of up to
 * 128 bytes; its first blocks a thread cache would take, so many are freed before.
 */
static int is_kept(size_t size, int freed_before) {
    enum { TRIES = 8, BLOCKS = 512 };
    int answer = -1;
    for (int i = 0; i < TRIES && answer != 0; i++) {
        char *blocks[BLOCKS];
        int count = 0;
        int neighbours = 0;
        while (count < BLOCKS && !neighbours && (blocks[count] = malloc(size)) != NULL) {
            count++;
            neighbours =
                count > freed_before + 1 && blocks[count - 1] == next_chunk(blocks[count - 2]);
        }
        for (int j = 0; neighbours && j < freed_before; j++) {
            free(blocks[j]);
            blocks[j] = NULL;
        }
        if (neighbours) {
            free(blocks[count - 2]);
            answer = (header(blocks[count - 1]) & PREVIOUS_IN_USE) != 0;
            blocks[count - 2] = NULL;
        }
        while (count > 0) {
            free(blocks[--count]);
        }
    }
    return answer;
}

typedef struct {
    /* relaxed, all: they hand nothing over, and the arenas are read when all threads are joined. */
    ebb_word arrived;
    ebb_word leave;
    _Atomic uintptr_t arena[THREADS];
} gathering;

/* 0 for the main arena; another's heaps are aligned to their size (arena.c, heap_for_ptr). */
static uintptr_t arena_of(const void *block) {
    return (header(block) & OTHER_ARENA) == 0 ? 0 : (uintptr_t)block / HEAP_BYTES;
}

static void *gather(void *argument) {
    gathering *all = argument;
    void *block = malloc(CACHED_BYTES);
    uint32_t place = atomic_load(&all->arrived);
    if (block != NULL) {
        atomic_store(&all->arena[place], arena_of(block));
    }
    ebb_publish(&all->arrived, place + 1);
    ebb_await(&all->leave, 1);
    free(block);
    return NULL;
}

/* false: the threads could not be started. */
static bool gather_arenas(gathering *all) {
    pthread_t threads[THREADS];
    uint32_t started = 0;
    while (started < THREADS &&
           ebb_thread_start(&threads[started], "ebb-arena", gather, all) == 0) {
        started++;
        ebb_await(&all->arrived, started); /* one after the other, so each is the only writer */
    }
    ebb_publish(&all->leave, 1);
    for (uint32_t i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    return started == THREADS;
}

static void tell_arenas(ebb_facts *facts) {
    gathering all = {0};
    int different = 0;
    bool others = false;
    if (!gather_arenas(&all)) {
        return;
    }
    for (int i = 0; i < THREADS; i++) {
        uintptr_t arena = atomic_load(&all.arena[i]);
        bool seen = false;
        for (int j = 0; j < i; j++) {
            seen = seen || atomic_load(&all.arena[j]) == arena;
        }
        different += !seen;
        others = others || arena != 0;
    }
    ebb_facts_add(facts, "setting.arenas", "%s", others ? "many" : "one");
    ebb_facts_add(facts, "setting.arenas_of_4_threads", "%d", different);
}

static void tell(ebb_facts *facts, const char *key, int answer, const char *no, const char *yes) {
    if (answer >= 0) {
        ebb_facts_add(facts, key, "%s", answer ? yes : no);
    }
}

bool ebb_tell_glibc(ebb_facts *facts, const char *owner) {
    const char *(*version)(void);
    EBB_FUNCTION(version, "gnu_get_libc_version", owner);
    if (version == NULL) {
        return false;
    }
    ebb_facts_add(facts, "family", "glibc");
    ebb_facts_add(facts, "version", "%s", version());
    tell_arenas(facts);
    int cached = is_kept(CACHED_BYTES, 0);
    int fast = is_kept(FAST_BYTES, FILLING);
    tell(facts, "setting.tcache", cached, "off", "on");
    if (cached == 0 || fast == 0) { /* else it may be a thread cache of more blocks than usual */
        tell(facts, "setting.fastbins", fast, "off", "on");
    }
    tell(facts, "setting.mmap_64k", is_mapped(PROBE_BYTES), "no", "yes");
    if (is_asked_to()) {
        tell(facts, "setting.mmap_thp", asks_for_huge_pages(), "no", "yes");
    }
    return true;
}
