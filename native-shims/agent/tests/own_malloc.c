/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program with an allocator of its own linked in: malloc, which all see, and
 * a jemalloc under a prefix, of which only the table for debuggers knows.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static _Alignas(16) char memory[1 << 24];
static _Atomic size_t used;
static _Atomic int purges;

void *malloc(size_t size) {
    size_t at = __atomic_fetch_add(&used, (size + 31) & ~(size_t)15, __ATOMIC_RELAXED);
    memcpy(memory + at, &size, sizeof size);
    return memory + at + 16;
}

void free(void *block) {
    (void)block;
}

void *calloc(size_t count, size_t size) {
    return malloc(count * size);
}

void *realloc(void *block, size_t size) {
    void *new = malloc(size);
    if (block != NULL) {
        size_t before;
        memcpy(&before, (char *)block - 16, sizeof before);
        memcpy(new, block, before < size ? before : size);
    }
    return new;
}

static __attribute__((noinline, used)) void *_rjem_malloc(size_t size) {
    return malloc(size);
}

/* As jemalloc's mallctl, of as much as a proof and a release ask for. */
static __attribute__((noinline, used)) int _rjem_mallctl(const char *name, void *old, size_t *size,
                                                         void *new, size_t new_size) {
    (void)new;
    (void)new_size;
    if (strcmp(name, "version") == 0) {
        *(const char **)old = "5.3.0-linked-in";
        return 0;
    }
    if (strcmp(name, "opt.dirty_decay_ms") == 0 && *size == sizeof(ssize_t)) {
        *(ssize_t *)old = 4321;
        return 0;
    }
    if (strcmp(name, "arena.4096.purge") == 0) {
        purges++;
        return 0;
    }
    return 2;
}

static __attribute__((noinline, used)) int _rjem_mallctlnametomib(const char *name, size_t *mib,
                                                                  size_t *length) {
    (void)mib;
    (void)length;
    return strcmp(name, "arena.4096.purge") == 0 ? 0 : 2;
}

int main(void) {
    char ignored[64];
    if (write(STDOUT_FILENO, "ready\n", 6) != 6) {
        return 1;
    }
    while (read(STDIN_FILENO, ignored, sizeof ignored) > 0) {
    }
    return purges == 1 ? 0 : 3;
}
