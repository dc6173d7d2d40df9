/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded: the Nth call by which a process opens, writes, syncs, renames or deletes a file below
 * the folder EBB_FAULTS_BELOW fails. Nothing fails until it is armed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static _Atomic int64_t seen;
static _Atomic int64_t failing = INT64_MAX;
static _Atomic int fault;
static _Atomic bool every_later_one;

void ebb_faults_arm(int64_t nth, int32_t error, int32_t later_ones_too);
int64_t ebb_faults_disarm(void);

/* later_ones_too: as if the process had been killed there, but for its exit code. */
void ebb_faults_arm(int64_t nth, int32_t error, int32_t later_ones_too) {
    atomic_store(&seen, 0);
    atomic_store(&fault, error);
    atomic_store(&every_later_one, later_ones_too != 0);
    atomic_store(&failing, nth);
}

/* How many calls there were since it was armed. */
int64_t ebb_faults_disarm(void) {
    atomic_store(&failing, INT64_MAX);
    return atomic_load(&seen);
}

static bool is_below(const char *path) {
    const char *folder = getenv("EBB_FAULTS_BELOW");
    return folder != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static bool fails(const char *path) {
    if (path == NULL || atomic_load(&failing) == INT64_MAX || !is_below(path)) {
        return false;
    }
    int64_t mine = atomic_fetch_add(&seen, 1) + 1;
    int64_t nth = atomic_load(&failing);
    if (mine == nth || (mine > nth && atomic_load(&every_later_one))) {
        errno = atomic_load(&fault);
        return true;
    }
    return false;
}

static bool descriptor_fails(int descriptor) {
    if (atomic_load(&failing) == INT64_MAX) {
        return false;
    }
    int before = errno;
    char link[64];
    char path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0) {
        return false;
    }
    path[length] = '\0';
    return fails(path);
}

/* The function of that name that this one stands before. */
#define NEXT(name) (__extension__(__typeof__(&(name))) dlsym(RTLD_NEXT, #name))

static mode_t mode_of(int flags, va_list rest) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...) {                                                   \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = mode_of(flags, rest);                                                        \
        va_end(rest);                                                                              \
        return fails(path) ? -1 : NEXT(name)(path, flags, mode);                                   \
    }
#define OPENAT(name)                                                                               \
    int name(int folder, const char *path, int flags, ...) {                                       \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = mode_of(flags, rest);                                                        \
        va_end(rest);                                                                              \
        return fails(path) ? -1 : NEXT(name)(folder, path, flags, mode);                           \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int descriptor, const void *bytes, size_t size) {
    return descriptor_fails(descriptor) ? -1 : NEXT(write)(descriptor, bytes, size);
}

int fsync(int descriptor) {
    return descriptor_fails(descriptor) ? -1 : NEXT(fsync)(descriptor);
}

int fdatasync(int descriptor) {
    return descriptor_fails(descriptor) ? -1 : NEXT(fdatasync)(descriptor);
}

int rename(const char *from, const char *to) {
    return fails(to) ? -1 : NEXT(rename)(from, to);
}

int mkdir(const char *path, mode_t mode) {
    return fails(path) ? -1 : NEXT(mkdir)(path, mode);
}

int unlink(const char *path) {
    return fails(path) ? -1 : NEXT(unlink)(path);
}

int rmdir(const char *path) {
    return fails(path) ? -1 : NEXT(rmdir)(path);
}
