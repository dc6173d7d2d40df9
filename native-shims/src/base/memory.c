/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"

#include <errno.h>
#include <sys/mman.h>

static void *map_pages(size_t size, int flags) {
    const int own = MAP_PRIVATE | MAP_ANONYMOUS;
    void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, own | flags, -1, 0);
    return address == MAP_FAILED ? NULL : address;
}

void *ebb_map(size_t size) {
    return map_pages(size, MAP_POPULATE);
}

void *ebb_reserve(size_t size) {
    return map_pages(size, MAP_NORESERVE);
}

void ebb_unmap(void *address, size_t size) {
    int before = errno;
    if (address != NULL) {
        munmap(address, size);
    }
    errno = before; /* cleaning up after a failure must not hide its reason */
}
