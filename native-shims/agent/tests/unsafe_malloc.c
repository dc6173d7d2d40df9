/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded: an allocator with one lock, which it does not look after in a fork,
 * and a release that holds it for long. Whoever forks meanwhile has a child
 * that waits for ever.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void __libc_free(void *block);
int ebb_allocator_release(void);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void *malloc(size_t size) {
    pthread_mutex_lock(&lock);
    void *block = __libc_malloc(size);
    pthread_mutex_unlock(&lock);
    return block;
}

void *calloc(size_t count, size_t size) {
    pthread_mutex_lock(&lock);
    void *block = __libc_calloc(count, size);
    pthread_mutex_unlock(&lock);
    return block;
}

void *realloc(void *block, size_t size) {
    pthread_mutex_lock(&lock);
    block = __libc_realloc(block, size);
    pthread_mutex_unlock(&lock);
    return block;
}

void free(void *block) {
    pthread_mutex_lock(&lock);
    __libc_free(block);
    pthread_mutex_unlock(&lock);
}

int ebb_allocator_release(void) {
    pthread_mutex_lock(&lock);
    usleep(2000);
    pthread_mutex_unlock(&lock);
    return 0;
}
