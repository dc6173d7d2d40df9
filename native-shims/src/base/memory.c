/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

static void *map_pages(size_t size, int flags, int file) {
    void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, file, 0);
    return address == MAP_FAILED ? NULL : address;
}

void *ebb_map(size_t size) {
    return map_pages(size, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1);
}

void *ebb_reserve(size_t size) {
    return map_pages(size, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
}

/* Its blocks are taken at once: where the disk is full a write to a hole would be a SIGBUS. */
static bool take_blocks(int file, size_t size) {
    int error = ftruncate(file, 0) != 0 ? errno : posix_fallocate(file, 0, (off_t)size);
    errno = error;
    return error == 0;
}

void *ebb_map_file(const char *name, size_t size) {
    int file = open(name, O_RDWR | O_CLOEXEC);
    if (file < 0) {
        return NULL;
    }
    void *address =
        take_blocks(file, size) ? map_pages(size, MAP_SHARED | MAP_POPULATE, file) : NULL;
    int before = errno;
    close(file);
    errno = before;
    return address;
}

void ebb_unmap(void *address, size_t size) {
    int before = errno;
    if (address != NULL) {
        munmap(address, size);
    }
    errno = before; /* cleaning up after a failure must not hide its reason */
}
