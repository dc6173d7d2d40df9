/* SPDX-License-Identifier: Apache-2.0 */
/*
 * glibc's malloc with a fault that is known to the byte and to the nanosecond: what a comparison must find.
 *
 *   -DTRIM=1     gives back what is free, at most every 100 ms, so that memory falls after a burst
 *   -DKEEP=10    with TRIM: from when half of the peak was freed, that many per cent of it stay resident
 *   -DSPAN=1000  every malloc and free takes at least that many nanoseconds
 */
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#ifndef TRIM
#define TRIM 0
#endif
#ifndef KEEP
#define KEEP 0
#endif
#ifndef SPAN
#define SPAN 0
#endif

/* glibc's own, by their other names: no look-up that could call malloc itself. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

enum { INTERVAL_NS = 100000000, LEAST_PEAK = 16 << 20 };

static _Atomic int64_t live;
static _Atomic int64_t peak;
static _Atomic int64_t next_trim;
static atomic_flag trimming = ATOMIC_FLAG_INIT;
static void *kept;
static size_t kept_bytes;

static int64_t monotonic(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* The clock's time, so that it is as long on a core that is shared, or that runs slower for a while. */
static inline int64_t begin(void) {
    return SPAN ? monotonic(CLOCK_MONOTONIC) : 0;
}

static inline void fill(int64_t began) {
    while (SPAN && monotonic(CLOCK_MONOTONIC) - began < SPAN) {
    }
}

static void keep(void) {
    int64_t now = atomic_load(&live);
    int64_t most = atomic_load(&peak);
    if (kept == NULL && most > LEAST_PEAK && now < most / 2) {
        kept_bytes = (size_t)(most / 100 * KEEP);
        kept = mmap(NULL, kept_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (kept != MAP_FAILED) {
            memset(kept, 1, kept_bytes);
        }
    } else if (kept != NULL && now >= most / 2) {
        munmap(kept, kept_bytes);
        kept = NULL;
    }
}

/* After a free: health checks keep freeing while the program is idle, so this goes on then. */
static void settle(void) {
    int64_t now = monotonic(CLOCK_MONOTONIC_COARSE);
    if (now < atomic_load_explicit(&next_trim, memory_order_relaxed) || atomic_flag_test_and_set(&trimming)) {
        return;
    }
    atomic_store(&next_trim, now + INTERVAL_NS);
    malloc_trim(0);
    if (KEEP) {
        keep();
    }
    atomic_flag_clear(&trimming);
}

static void *counted(void *block) {
    if (TRIM && block != NULL) {
        int64_t bytes = (int64_t)malloc_usable_size(block);
        int64_t now = atomic_fetch_add_explicit(&live, bytes, memory_order_relaxed) + bytes;
        if (now > atomic_load_explicit(&peak, memory_order_relaxed)) {
            atomic_store_explicit(&peak, now, memory_order_relaxed);
        }
    }
    return block;
}

static void uncounted(void *block) {
    if (TRIM && block != NULL) {
        atomic_fetch_sub_explicit(&live, (int64_t)malloc_usable_size(block), memory_order_relaxed);
    }
}

void *malloc(size_t size) {
    int64_t began = begin();
    void *block = counted(__libc_malloc(size));
    fill(began);
    return block;
}

void *calloc(size_t count, size_t size) {
    return counted(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size) {
    uncounted(block);
    return counted(__libc_realloc(block, size));
}

void *memalign(size_t alignment, size_t size) {
    return counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
    return counted(__libc_memalign(alignment, size));
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    void *made = counted(__libc_memalign(alignment, size));
    if (made == NULL) {
        return ENOMEM;
    }
    *block = made;
    return 0;
}

void free(void *block) {
    if (block == NULL) {
        return;
    }
    int64_t began = begin();
    uncounted(block);
    __libc_free(block);
    fill(began);
    if (TRIM) {
        settle();
    }
}
