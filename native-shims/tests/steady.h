/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels for tests, with threads that drive them. */
#ifndef EBB_STEADY_H
#define EBB_STEADY_H

#include <pthread.h>

#include "check.h"
#include "ebb.h"

#define STEADY_BATCH 997 /* odd, so that batches end anywhere */
#define STEADY_THREADS_MOST 16

/* Sizes from one byte to several pages, with marks of one byte and of four. */
static inline ebb_sizes *steady_sizes(void) {
    ebb_sizes *sizes = ebb_sizes_new();
    CHECK(sizes != NULL);
    CHECK_EQUAL(ebb_sizes_add(sizes, 1, 1), EBB_OK);
    CHECK_EQUAL(ebb_sizes_add(sizes, 3, 1), EBB_OK);
    CHECK_EQUAL(ebb_sizes_add(sizes, 4, 1), EBB_OK);
    CHECK_EQUAL(ebb_sizes_add(sizes, 97, 20), EBB_OK);
    CHECK_EQUAL(ebb_sizes_add(sizes, 20011, 1), EBB_OK);
    return sizes;
}

static inline ebb_kernel *steady_new(int32_t kind, int64_t threads, int64_t freers, int64_t seed) {
    ebb_kernel *kernel = ebb_kernel_new(kind);
    CHECK(kernel != NULL);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_THREADS, threads), EBB_OK);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_FREERS, freers), EBB_OK);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_BLOCKS, 101), EBB_OK);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_RING, 100), EBB_OK); /* four parcels */
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_HANDOVER, 32), EBB_OK);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_LIFETIME, 1500), EBB_OK);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_FIRST, 12), EBB_OK);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_FINAL, 65536), EBB_OK);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_SEED, seed), EBB_OK);
    return kernel;
}

static inline void steady_start(ebb_kernel *kernel, ebb_latency *latency) {
    ebb_sizes *sizes = steady_sizes();
    CHECK_EQUAL(ebb_kernel_start(kernel, sizes, latency), EBB_OK);
    ebb_sizes_close(sizes);
}

typedef struct {
    ebb_kernel *kernel;
    int32_t role;
    int64_t operations;
} steady_work;

static inline void *steady_drive(void *argument) {
    const steady_work *work = argument;
    ebb_caller *caller = ebb_kernel_join(work->kernel, work->role);
    CHECK(caller != NULL);
    for (int64_t made = 0; made < work->operations;) {
        int64_t left = work->operations - made;
        int64_t batch = ebb_kernel_run(caller, left < STEADY_BATCH ? left : STEADY_BATCH);
        CHECK(batch >= 0);
        made += batch;
    }
    CHECK_EQUAL(ebb_caller_count(caller, EBB_COUNT_OPERATIONS), work->operations);
    ebb_kernel_leave(caller);
    return NULL;
}

/* Until there is nothing left to free; when it leaves it frees the rest of its parcel, without
 * being asked. */
static inline void *steady_free(void *argument) {
    const steady_work *work = argument;
    ebb_caller *caller = ebb_kernel_join(work->kernel, work->role);
    CHECK(caller != NULL);
    while (ebb_kernel_count(work->kernel, EBB_COUNT_FREES) < work->operations) {
        CHECK(ebb_kernel_run(caller, 50) >= 0);
    }
    ebb_kernel_leave(caller);
    return NULL;
}

/* Threads of each role; those that allocate make so many operations each. */
static inline void steady_run(ebb_kernel *kernel, int threads, int freers, int64_t operations) {
    steady_work allocate = {kernel, EBB_ALLOCATES, operations};
    steady_work release = {kernel, EBB_FREES_ONLY, operations * threads};
    pthread_t all[STEADY_THREADS_MOST];
    CHECK(threads + freers <= STEADY_THREADS_MOST);
    for (int i = 0; i < threads + freers; i++) {
        int failure = i < threads ? pthread_create(&all[i], NULL, steady_drive, &allocate)
                                  : pthread_create(&all[i], NULL, steady_free, &release);
        CHECK_EQUAL(failure, 0);
    }
    for (int i = 0; i < threads + freers; i++) {
        CHECK_EQUAL(pthread_join(all[i], NULL), 0);
    }
}

#endif
