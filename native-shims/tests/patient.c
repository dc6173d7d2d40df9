/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process for the doctor to look at. It prints "ready", then answers each line
 * that it reads, until there are none.
 *
 *   patient holds   four threads have each filled an arena, freed all of it but one
 *                   block in 64, and sleep
 *   patient works   four threads allocate and free in one arena without a pause
 *   patient alone   main does so itself and reads nothing: no thread ever sleeps
 */
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 4, BLOCKS = 16384, BYTES = 1600, PINNED = 64 };

static pthread_barrier_t begun;

static char *block_of(size_t size) {
    char *block = malloc(size);
    if (block == NULL) {
        abort();
    }
    return memset(block, 1, size);
}

static void *hold(void *unused) {
    (void)unused;
    static _Thread_local char *blocks[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = block_of(BYTES);
    }
    for (int i = 0; i < BLOCKS; i++) {
        if (i % PINNED != 0) {
            free(blocks[i]);
        }
    }
    pthread_barrier_wait(&begun);
    pause();
    return NULL;
}

static void allocate_for_ever(void) {
    enum { HELD = 256 };
    static _Thread_local char *blocks[HELD];
    for (unsigned i = 0;; i++) {
        free(blocks[i % HELD]);
        blocks[i % HELD] = block_of(2000 + i % 1000); /* too large for the thread's cache */
    }
}

static void *work(void *unused) {
    (void)unused;
    pthread_barrier_wait(&begun);
    allocate_for_ever();
    return NULL;
}

int main(int count, char **arguments) {
    const char *does = count == 2 ? arguments[1] : "";
    void *(*thread_does)(void *) = strcmp(does, "works") == 0 ? work : hold;
    if (thread_does == work) {
        mallopt(M_ARENA_MAX, 1);
    }
    if (strcmp(does, "alone") == 0) {
        puts("ready");
        fflush(stdout);
        allocate_for_ever();
    }
    if (pthread_barrier_init(&begun, NULL, THREADS + 1) != 0) {
        return 1;
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, thread_does, NULL) != 0) {
            return 1;
        }
    }
    pthread_barrier_wait(&begun);
    puts("ready");
    fflush(stdout);
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL) {
        printf("heard %s", line);
        fflush(stdout);
    }
    return 0;
}
