/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs under a real allocator: its release and its owner's release must give
 * something back where there is something to give. In which of two situations
 * that is so differs between allocators, so each call is tried in both.
 *
 * A thread, the owner, allocates blocks; another thread frees every second one,
 * and the owner the others. One block stays, so that the heap does not shrink by
 * itself.
 */
#include <pthread.h>
#include <string.h>

#include "../tools/resident.h"
#include "check.h"
#include "ebb.h"

#define BLOCKS 100000
#define LARGEST 2000

static ebb_proc *proc;
static char *block[BLOCKS];
static int64_t requested; /* bytes of all blocks */

static int64_t resident_now(void) {
    int64_t bytes = resident(proc);
    CHECK(bytes > 0);
    return bytes;
}

static void on_a_new_thread(void *(*body)(void *)) {
    pthread_t thread;
    CHECK_EQUAL(pthread_create(&thread, NULL, body, NULL), 0);
    pthread_join(thread, NULL);
}

static void *free_odd(void *argument) {
    for (int i = 1; i < BLOCKS; i += 2) {
        free(block[i]);
    }
    return argument;
}

/* On a thread that has not allocated. */
static void *release_once(void *argument) {
    CHECK_EQUAL(ebb_release(), EBB_OK);
    return argument;
}

static int64_t given_back_by(void (*call)(void)) {
    int64_t before = resident_now();
    call();
    return before - resident_now();
}

static void outside(void) {
    on_a_new_thread(release_once);
}

static void owner(void) {
    CHECK_EQUAL(ebb_release_owner(), EBB_OK);
}

static void owner_then_outside(void) {
    owner();
    outside();
}

static void *fill_and_free(void *pin) {
    requested = 0;
    for (int i = 0; i < BLOCKS; i++) {
        size_t size = 64 + (size_t)i * 7919 % (LARGEST - 64);
        block[i] = malloc(size);
        CHECK(block[i] != NULL);
        memset(block[i], 1, size);
        requested += (int64_t)size;
    }
    *(void **)pin = malloc(LARGEST);
    on_a_new_thread(free_odd);
    for (int i = 0; i < BLOCKS; i += 2) {
        free(block[i]);
    }
    return pin;
}

/* What the outside release finds of a living owner, and what the owner's call adds. */
static int64_t from_living[2];

static void *live_owner(void *pin) {
    fill_and_free(pin);
    from_living[0] = given_back_by(outside);
    outside(); /* what a second call finds is not the owner's */
    from_living[1] = given_back_by(owner_then_outside);
    return NULL;
}

static int64_t owner_alone;

static void *owner_first(void *pin) {
    fill_and_free(pin);
    owner_alone = given_back_by(owner);
    return NULL;
}

/* The block that stays is freed once its owner has ended and everything was given back. */
static int64_t round_of(void *(*body)(void *)) {
    pthread_t thread;
    void *pin = NULL;
    CHECK_EQUAL(pthread_create(&thread, NULL, body, &pin), 0);
    pthread_join(thread, NULL);
    int64_t given = given_back_by(outside);
    free(pin);
    return given;
}

static int64_t most(int64_t a, int64_t b) {
    return a > b ? a : b;
}

int main(void) {
    proc = ebb_proc_open();
    CHECK(proc != NULL && ebb_identify() != NULL);
    memset(block, 0, sizeof block);
    (void)resident_now();
    (void)round_of(live_owner);
    (void)round_of(owner_first);
    int64_t from_ended = round_of(fill_and_free);
    printf("of %lld bytes: outside %lld of a living owner, %lld of one that has ended; "
           "the owner itself %lld more, %lld when it comes first\n",
           (long long)requested, (long long)from_living[0], (long long)from_ended,
           (long long)from_living[1], (long long)owner_alone);
    CHECK(most(from_living[0], from_ended) > requested / 2);
    CHECK(most(from_living[1], owner_alone) > requested / 20);
    ebb_proc_close(proc);
    return 0;
}
