/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded: from SIGUSR1 to SIGUSR2 it writes down each request of the process,
 * then prints them to stderr, a line each, and "end". Columns: thread, what,
 * bytes, alignment, block before, block after.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* glibc's own, by their other names: no look-up that could call malloc itself. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

#define MOST 100000

static struct {
    int thread;
    const char *what;
    size_t size;
    size_t alignment;
    void *before;
    void *after;
} requests[MOST];
static atomic_int count;
static atomic_bool on;

static void *note(const char *what, size_t size, size_t alignment, void *before, void *after) {
    if (atomic_load(&on)) {
        int i = atomic_fetch_add(&count, 1);
        if (i < MOST) {
            requests[i].thread = gettid();
            requests[i].what = what;
            requests[i].size = size;
            requests[i].alignment = alignment;
            requests[i].before = before;
            requests[i].after = after;
        }
    }
    return after;
}

void *malloc(size_t size) {
    return note("malloc", size, 0, NULL, __libc_malloc(size));
}

void *calloc(size_t number, size_t size) {
    return note("calloc", number * size, 0, NULL, __libc_calloc(number, size));
}

void *realloc(void *block, size_t size) {
    return note("realloc", size, 0, block, __libc_realloc(block, size));
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = note("aligned", size, alignment, NULL, __libc_memalign(alignment, size));
    return *block == NULL ? ENOMEM : 0;
}

void free(void *block) {
    if (block != NULL) {
        note("free", 0, 0, block, NULL);
        __libc_free(block);
    }
}

static void start(int signal) {
    (void)signal;
    atomic_store(&count, 0);
    atomic_store(&on, true);
}

static void stop(int signal) {
    (void)signal;
    atomic_store(&on, false);
    int made = atomic_load(&count) < MOST ? atomic_load(&count) : MOST;
    for (int i = 0; i < made; i++) {
        dprintf(STDERR_FILENO, "%d %s %zu %zu %p %p\n", requests[i].thread, requests[i].what,
                requests[i].size, requests[i].alignment, requests[i].before, requests[i].after);
    }
    dprintf(STDERR_FILENO, "end\n");
}

__attribute__((constructor)) static void begin(void) {
    signal(SIGUSR1, start);
    signal(SIGUSR2, stop);
}
