/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded: the Nth call of a function by the program, N being EBB_FAULT_AT, fails with what
 * that function fails with when the kernel has no more to give. EBB_FAULT names the function:
 * mmap, thread, open or read. At the end stderr has how many calls there were.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static _Atomic int64_t seen;

static bool fails(const char *function, int error) {
    const char *named = getenv("EBB_FAULT");
    const char *nth = getenv("EBB_FAULT_AT");
    if (named == NULL || nth == NULL || strcmp(named, function) != 0) {
        return false;
    }
    bool mine = atomic_fetch_add(&seen, 1) + 1 == atoll(nth);
    errno = mine ? error : errno;
    return mine;
}

static void __attribute__((destructor)) tell(void) {
    dprintf(STDERR_FILENO, "calls=%" PRId64 "\n", atomic_load(&seen));
}

/* The function of that name that this one stands before. */
#define NEXT(name) (__extension__(__typeof__(&(name))) dlsym(RTLD_NEXT, #name))

void *mmap(void *at, size_t size, int protection, int flags, int file, off_t offset) {
    return fails("mmap", ENOMEM) ? MAP_FAILED
                                 : NEXT(mmap)(at, size, protection, flags, file, offset);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *),
                   void *argument) {
    return fails("thread", EAGAIN) ? EAGAIN
                                   : NEXT(pthread_create)(thread, attributes, body, argument);
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return fails("open", EMFILE) ? -1 : NEXT(open)(path, flags, mode);
}

ssize_t read(int file, void *bytes, size_t size) {
    return fails("read", EIO) ? -1 : NEXT(read)(file, bytes, size);
}

ssize_t pread(int file, void *bytes, size_t size, off_t offset) {
    return fails("read", EIO) ? -1 : NEXT(pread)(file, bytes, size, offset);
}
