/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded: an allocator that is known to the page: what it holds, and what
 * makes it give that back. Its pages have the kernel's size, or KNOWN_PAGE bytes
 * where the environment has that. A block of up to a page has a page to itself,
 * so nothing is fragmented; a freed one is held for the thread that allocated it
 * until the event that KNOWN_GIVES_BACK names:
 *
 *   AT_ONCE  it is freed
 *   NUDGE    its thread calls malloc
 *   CHURN    its thread has called malloc 1,000 times
 *   OUTSIDE  any thread that has called malloc before calls ebb_allocator_release
 *   OWNERS   its thread calls ebb_allocator_release_owner: KNOWN_WITH_OWNER_RELEASE is defined
 *   EXIT     none of these: KNOWN_WITHOUT_RELEASE is defined
 *   AFTER    its thread has ended, and any thread calls ebb_allocator_release
 *   NEVER    as at once, but the first KNOWN_LEAKED after known_leak() are never given back
 *
 * Except with AFTER, what is held when its thread ends is given back then. Except
 * with NUDGE and CHURN a thread's next blocks come from what is held for it.
 * Larger blocks are mapped individually and unmapped when freed.
 */
#define _GNU_SOURCE
#include "known_malloc.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "known_pages.h"

/* What stands before a larger block. */
typedef struct {
    void *mapped;
    size_t mapped_size;
    size_t size;
} large;

static void *large_alloc(size_t alignment, size_t size) {
    size_t mapped_size = size + alignment + sizeof(large);
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
    return known_is_page(block) ? (size_t)known_page() : ((const large *)block)[-1].size;
}

static void *alloc(size_t alignment, size_t size) {
    const size_t page = (size_t)known_page();
    return size > page || alignment > page ? large_alloc(alignment, size) : known_page_alloc();
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
    if (block != NULL && known_is_page(block)) {
        memset(block, 0, bytes);
    }
    return block;
}

void free(void *block) {
    if (block == NULL) {
        return;
    }
    if (known_is_page(block)) {
        known_page_free(block);
        return;
    }
    large before = ((large *)block)[-1];
    munmap(before.mapped, before.mapped_size);
}

void *realloc(void *block, size_t size) {
    if (block != NULL && known_is_page(block) && size <= (size_t)known_page()) {
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
