/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs under counting_malloc: a kernel's batch must make exactly the requests
 * that it counts, and none at all on the floor.
 */
#define _GNU_SOURCE
#include <dlfcn.h>

#include "observe/latency.h"
#include "steady.h"

enum { MALLOCS, ALIGNED, REALLOCS, FREES, COUNTS };
static const int32_t count_of[] = {
    [MALLOCS] = EBB_COUNT_MALLOCS, [REALLOCS] = EBB_COUNT_REALLOCS, [FREES] = EBB_COUNT_FREES};

static int64_t (*counted)(int what);

static void check_kind(int32_t kind, int64_t floor, ebb_latency *latency) {
    ebb_kernel *kernel = steady_new(kind, 1, 1, 1);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_FLOOR, floor), EBB_OK);
    int64_t before[COUNTS];
    for (int i = 0; i < COUNTS; i++) {
        before[i] = counted(i);
    }
    steady_start(kernel, latency);
    ebb_caller *caller = ebb_kernel_join(kernel, EBB_ALLOCATES);
    CHECK_EQUAL(ebb_kernel_run(caller, 100), 100);
    if (kind == EBB_CROSS_THREAD_FREE) {
        ebb_caller *freer = ebb_kernel_join(kernel, EBB_FREES_ONLY);
        CHECK_EQUAL(ebb_kernel_run(freer, 90), 90);
        ebb_kernel_leave(freer);
    }
    ebb_kernel_leave(caller);
    CHECK_EQUAL(ebb_kernel_stop(kernel), EBB_OK);
    CHECK_EQUAL(counted(ALIGNED), before[ALIGNED]);
    for (int i = 0; i < COUNTS; i++) {
        if (i != ALIGNED) {
            CHECK_EQUAL(counted(i) - before[i], floor ? 0 : ebb_kernel_count(kernel, count_of[i]));
        }
    }
    CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
}

int main(void) {
    *(void **)&counted = dlsym(RTLD_DEFAULT, "counted");
    CHECK(counted != NULL);
    ebb_latency *latency = ebb_latency_calibrated();
    for (int64_t floor = 0; floor <= 1; floor++) {
        /* Not the churn: glibc calls malloc to start a thread. */
        check_kind(EBB_INTERLEAVED, floor, NULL);
        check_kind(EBB_INTERLEAVED, floor, latency);
        check_kind(EBB_CROSS_THREAD_FREE, floor, NULL);
        check_kind(EBB_GROWTH, floor, NULL);
        check_kind(EBB_GROWTH, floor, latency);
    }
    ebb_latency_close(latency);
    return 0;
}
