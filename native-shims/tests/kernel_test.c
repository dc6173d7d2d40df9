/* SPDX-License-Identifier: Apache-2.0 */
#include "kernels/kernel.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fatal.h"
#include "steady.h"

#define OPERATIONS 4000

static int64_t count_of(const ebb_kernel *kernel, int32_t count) {
    return ebb_kernel_count(kernel, count);
}

static void nothing_is_live_in_the_end(int32_t kind, int64_t floor, int threads, int freers) {
    ebb_kernel *kernel = steady_new(kind, threads, freers == 0 ? 1 : freers, 1);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_FLOOR, floor), EBB_OK);
    steady_start(kernel, NULL);
    steady_run(kernel, threads, freers, OPERATIONS);
    CHECK_EQUAL(ebb_kernel_stop(kernel), EBB_OK);
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_LIVE_BLOCKS), 0);
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_LIVE_BYTES), 0);
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_FREES), count_of(kernel, EBB_COUNT_MALLOCS));
    int64_t filled = kind == EBB_CROSS_THREAD_FREE ? 0 : 101;
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_MALLOCS), threads * (OPERATIONS + filled));
    if (kind != EBB_CROSS_THREAD_FREE) {
        CHECK_EQUAL(count_of(kernel, EBB_COUNT_OPERATIONS), threads * OPERATIONS);
    }
    /* A lifetime of 1,500 operations: the third thread is ended early. */
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_THREADS), kind == EBB_THREAD_CHURN ? 3 * threads : 0);
    CHECK((count_of(kernel, EBB_COUNT_REALLOCS) > 0) == (kind == EBB_GROWTH));
    CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
}

static int64_t bytes_of(int32_t kind, int64_t seed) {
    ebb_kernel *kernel = steady_new(kind, 3, 2, seed);
    steady_start(kernel, NULL);
    steady_run(kernel, 3, kind == EBB_CROSS_THREAD_FREE ? 2 : 0, OPERATIONS);
    int64_t bytes = count_of(kernel, EBB_COUNT_BYTES) + count_of(kernel, EBB_COUNT_REALLOCS);
    CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
    return bytes;
}

static void the_seed_decides_the_requests(int32_t kind) {
    int64_t bytes = bytes_of(kind, 3);
    CHECK_EQUAL(bytes_of(kind, 3), bytes);
    CHECK(bytes_of(kind, 4) != bytes);
}

/* Odd sizes: a vector grows 12, 24 … 49152, 65536, and is 65536 bytes in 14 requests. */
static void a_vector_grows_by_doubling(void) {
    ebb_kernel *kernel = steady_new(EBB_GROWTH, 1, 1, 1);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_BLOCKS, 1), EBB_OK);
    CHECK_EQUAL(ebb_kernel_start(kernel, NULL, NULL), EBB_OK);
    ebb_caller *caller = ebb_kernel_join(kernel, EBB_ALLOCATES);
    CHECK_EQUAL(ebb_kernel_run(caller, 10), 10);
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_REALLOCS), 10 * 13);
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_MALLOCS), 11);
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_BYTES), 10 * 65536 + 12);
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_LIVE_BYTES), 12);
    ebb_kernel_leave(caller);
    CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
}

static void a_thread_that_nobody_serves_gives_up(void) {
    ebb_kernel *kernel = steady_new(EBB_CROSS_THREAD_FREE, 1, 1, 1);
    steady_start(kernel, NULL);
    ebb_caller *freer = ebb_kernel_join(kernel, EBB_FREES_ONLY);
    CHECK_EQUAL(ebb_kernel_run(freer, 10), 0);
    CHECK_EQUAL(ebb_caller_count(freer, EBB_COUNT_MISSED), 10);
    CHECK_EQUAL(ebb_caller_count(freer, EBB_COUNT_WAITS_EMPTY), 1);
    ebb_caller *allocator = ebb_kernel_join(kernel, EBB_ALLOCATES);
    CHECK_EQUAL(ebb_kernel_run(allocator, 1000),
                128); /* a ring of 100 blocks is four parcels of 32 */
    CHECK_EQUAL(ebb_caller_count(allocator, EBB_COUNT_MISSED), 1000 - 128);
    CHECK_EQUAL(ebb_caller_count(allocator, EBB_COUNT_WAITS_FULL), 1);
    CHECK_EQUAL(ebb_kernel_run(freer, 50), 50);
    CHECK_EQUAL(ebb_kernel_run(allocator, 20), 20);
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_LIVE_BLOCKS), 98);
    CHECK_EQUAL(ebb_kernel_stop(kernel), EBB_ERROR_STATE); /* both are still there */
    ebb_kernel_leave(freer); /* frees the 14 left of its second parcel */
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_LIVE_BLOCKS), 84);
    ebb_kernel_leave(allocator); /* passes its parcel of 20 on, although it is not full */
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_LIVE_BLOCKS), 84);
    CHECK_EQUAL(ebb_kernel_stop(kernel), EBB_OK);
    CHECK_EQUAL(count_of(kernel, EBB_COUNT_LIVE_BLOCKS), 0);
    CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
}

/* One block at a time, some, and as many as the ring holds: no more are ever on their way. */
static void blocks_are_handed_over_together(int64_t together, int64_t most) {
    ebb_kernel *kernel = steady_new(EBB_CROSS_THREAD_FREE, 1, 1, 1);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_HANDOVER, together), EBB_OK);
    steady_start(kernel, NULL);
    ebb_caller *allocator = ebb_kernel_join(kernel, EBB_ALLOCATES);
    ebb_caller *freer = ebb_kernel_join(kernel, EBB_FREES_ONLY);
    CHECK_EQUAL(ebb_kernel_run(allocator, together - 1), together - 1);
    CHECK_EQUAL(ebb_kernel_run(freer, 1), 0); /* they are not handed over yet */
    CHECK_EQUAL(ebb_kernel_run(allocator, 1), 1);
    CHECK_EQUAL(ebb_kernel_run(freer, together), together);
    CHECK_EQUAL(ebb_kernel_run(allocator, 1000), most);
    ebb_kernel_leave(allocator);
    ebb_kernel_leave(freer);
    CHECK_EQUAL(ebb_kernel_stop(kernel), EBB_OK);
    CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
}

static void no_more_are_handed_over_than_the_ring_holds(void) {
    ebb_kernel *kernel = steady_new(EBB_CROSS_THREAD_FREE, 1, 1, 1);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_HANDOVER, 0), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_HANDOVER, 101), EBB_OK);
    CHECK_EQUAL(ebb_kernel_start(kernel, NULL, NULL), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
}

static void close_frees_also_for_who_never_left(void) {
    for (int32_t kind = 0; kind < EBB_KERNEL_KINDS; kind++) {
        ebb_kernel *kernel = steady_new(kind, 2, 1, 1);
        steady_start(kernel, NULL);
        for (int i = 0; i < 2; i++) {
            ebb_caller *caller = ebb_kernel_join(kernel, EBB_ALLOCATES);
            CHECK_EQUAL(ebb_kernel_run(caller, 33), 33);
        }
        CHECK(count_of(kernel, EBB_COUNT_LIVE_BLOCKS) > 0);
        CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
    }
}

static int64_t total(ebb_latency *latency, int32_t of) {
    const int64_t *counts = ebb_latency_counts(latency, of);
    int64_t sum = 0;
    for (int i = 0; i < EBB_LATENCY_LENGTH; i++) {
        sum += counts[i];
    }
    return sum;
}

static void every_call_of_a_batch_is_timed(int32_t kind, int64_t floor) {
    ebb_latency *latency = ebb_latency_calibrated();
    ebb_kernel *kernel = steady_new(kind, 2, 2, 1);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_FLOOR, floor), EBB_OK);
    steady_start(kernel, latency);
    steady_run(kernel, 2, kind == EBB_CROSS_THREAD_FREE ? 2 : 0, OPERATIONS);
    CHECK_EQUAL(total(latency, EBB_LATENCY_MALLOC), 2 * OPERATIONS);
    int64_t frees = kind == EBB_CROSS_THREAD_FREE
                        ? count_of(kernel, EBB_COUNT_OPERATIONS) - 2 * OPERATIONS
                        : 2 * OPERATIONS; /* not those of a thread that leaves */
    CHECK_EQUAL(total(latency, EBB_LATENCY_FREE), frees);
    CHECK_EQUAL(total(latency, EBB_LATENCY_REALLOC), count_of(kernel, EBB_COUNT_REALLOCS));
    CHECK_EQUAL(total(latency, EBB_LATENCY_FIRST_MALLOC), 0);
    CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
    CHECK_EQUAL(total(latency, EBB_LATENCY_MALLOC), 2 * OPERATIONS); /* outlives the kernel */
    ebb_latency_close(latency);
}

static void refuses_what_is_out_of_range_or_of_order(void) {
    CHECK(ebb_kernel_new(EBB_KERNEL_KINDS) == NULL);
    CHECK_EQUAL(errno, EINVAL);
    ebb_kernel *kernel = ebb_kernel_new(EBB_CROSS_THREAD_FREE);
    CHECK_EQUAL(ebb_kernel_start(kernel, NULL, NULL), EBB_ERROR_FIELD); /* none is set */
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_FIELDS, 1), EBB_ERROR_FIELD);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_THREADS, 0), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_FREERS, 0), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_FINAL, (INT64_C(1) << 30) + 1), EBB_ERROR_RANGE);
    CHECK(ebb_kernel_join(kernel, EBB_ALLOCATES) == NULL);
    CHECK_EQUAL(errno, EINVAL);
    CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
    kernel = steady_new(EBB_INTERLEAVED, 1, 1, 1);
    ebb_sizes *none = ebb_sizes_new();
    CHECK_EQUAL(ebb_kernel_start(kernel, NULL, NULL), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_kernel_start(kernel, none, NULL), EBB_ERROR_RANGE);
    ebb_sizes_close(none);
    steady_start(kernel, NULL);
    CHECK_EQUAL(ebb_kernel_start(kernel, NULL, NULL), EBB_ERROR_STATE);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_SEED, 2), EBB_ERROR_STATE);
    CHECK(ebb_kernel_join(kernel, EBB_FREES_ONLY) == NULL);
    CHECK_EQUAL(errno, EINVAL);
    ebb_caller *caller = ebb_kernel_join(kernel, EBB_ALLOCATES);
    CHECK(ebb_kernel_join(kernel, EBB_ALLOCATES) == NULL);
    CHECK_EQUAL(errno, EAGAIN);
    CHECK_EQUAL(ebb_kernel_run(caller, 0), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_kernel_run(caller, 1000000001), EBB_ERROR_RANGE);
    ebb_kernel_leave(caller);
    CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
    kernel = steady_new(EBB_GROWTH, 1, 1, 1);
    CHECK_EQUAL(ebb_kernel_set(kernel, EBB_KERNEL_FINAL, 11), EBB_OK);
    CHECK_EQUAL(ebb_kernel_start(kernel, NULL, NULL), EBB_ERROR_RANGE); /* below EBB_KERNEL_FIRST */
    CHECK_EQUAL(ebb_kernel_close(kernel), EBB_OK);
}

static void a_block_without_its_mark_ends_the_process(int32_t kind) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        ebb_kernel *kernel = steady_new(kind, 1, 1, 1);
        steady_start(kernel, NULL);
        ebb_caller *caller = ebb_kernel_join(kernel, EBB_ALLOCATES);
        for (int i = 0; i < 101; i++) {
            caller->pieces[i].block[0] ^= 1;
        }
        ebb_kernel_run(caller, 100);
        _exit(0);
    }
    int status;
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK(WIFEXITED(status));
    CHECK_EQUAL(WEXITSTATUS(status), EBB_FATAL_EXIT);
}

int main(void) {
    for (int64_t floor = 0; floor <= 1; floor++) {
        nothing_is_live_in_the_end(EBB_INTERLEAVED, floor, 8, 0);
        nothing_is_live_in_the_end(EBB_CROSS_THREAD_FREE, floor, 1, 1);
        nothing_is_live_in_the_end(EBB_CROSS_THREAD_FREE, floor, 5, 4);
        nothing_is_live_in_the_end(EBB_CROSS_THREAD_FREE, floor, 1, 8);
        nothing_is_live_in_the_end(EBB_THREAD_CHURN, floor, 4, 0);
        nothing_is_live_in_the_end(EBB_GROWTH, floor, 2, 0);
        every_call_of_a_batch_is_timed(EBB_INTERLEAVED, floor);
        every_call_of_a_batch_is_timed(EBB_CROSS_THREAD_FREE, floor);
        every_call_of_a_batch_is_timed(EBB_THREAD_CHURN, floor);
        every_call_of_a_batch_is_timed(EBB_GROWTH, floor);
    }
    for (int32_t kind = 0; kind < EBB_KERNEL_KINDS; kind++) {
        the_seed_decides_the_requests(kind);
    }
    a_vector_grows_by_doubling();
    a_thread_that_nobody_serves_gives_up();
    blocks_are_handed_over_together(2, 100);
    blocks_are_handed_over_together(7, 105); /* fifteen parcels hold a ring of 100 */
    blocks_are_handed_over_together(100, 100);
    no_more_are_handed_over_than_the_ring_holds();
    close_frees_also_for_who_never_left();
    refuses_what_is_out_of_range_or_of_order();
    a_block_without_its_mark_ends_the_process(EBB_INTERLEAVED);
    a_block_without_its_mark_ends_the_process(EBB_GROWTH);
    ebb_nothing();
    return 0;
}
