/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "allocator/release.h"
#include "base/clock.h"
#include "check.h"

static _Atomic int64_t made;
static _Atomic int64_t lasting; /* ns of CPU, each call */
static _Atomic int32_t answer;
static _Atomic bool own_thread;

static int32_t call(void) {
    char name[16];
    pthread_getname_np(pthread_self(), name, sizeof name);
    atomic_store(&own_thread, strcmp(name, "ebb-release") == 0);
    atomic_fetch_add(&made, 1);
    int64_t end = ebb_clock(CLOCK_THREAD_CPUTIME_ID) + atomic_load(&lasting);
    while (ebb_clock(CLOCK_THREAD_CPUTIME_ID) < end) {
        /* uses CPU time, as a release does */
    }
    return atomic_load(&answer);
}

static void await_calls(const ebb_releaser *releaser, int64_t calls) {
    while (ebb_releaser_calls(releaser) < calls) {
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND);
    }
}

static void calls_each_interval_and_measures(void) {
    const int64_t each = 40 * EBB_MILLISECOND;
    const int64_t interval = 60 * EBB_MILLISECOND;
    atomic_store(&lasting, each);
    ebb_releaser *releaser = ebb_releaser_of(call, interval);
    CHECK(releaser != NULL);
    ebb_sleep_until(ebb_now() + 2 * interval);
    CHECK_EQUAL(made, 0); /* not before its start */
    int64_t start = ebb_now();
    CHECK_EQUAL(ebb_releaser_start(releaser), EBB_OK);
    CHECK_EQUAL(ebb_releaser_start(releaser), EBB_ERROR_STATE);
    await_calls(releaser, 4);
    CHECK(ebb_now() - start >= 4 * interval); /* the first after one interval */
    CHECK(atomic_load(&own_thread));
    int64_t longest = ebb_releaser_longest(releaser);
    CHECK(longest >= each && longest < ebb_now() - start);
    int64_t cpu = ebb_releaser_cpu(releaser);
    CHECK(cpu >= 3 * each && cpu < ebb_now() - start);
    atomic_store(&lasting, 0);
    await_calls(releaser, ebb_releaser_calls(releaser) + 2); /* the one under way has ended */
    ebb_releaser_reset(releaser);
    CHECK(ebb_releaser_calls(releaser) <= 1);
    await_calls(releaser, 3);
    CHECK(ebb_releaser_longest(releaser) > 0);
    CHECK(ebb_releaser_longest(releaser) < longest);
    CHECK(ebb_releaser_cpu(releaser) >= cpu);
    ebb_releaser_close(releaser);
    int64_t calls = atomic_load(&made);
    ebb_sleep_until(ebb_now() + 2 * interval);
    CHECK_EQUAL(made, calls);
}

static void a_call_that_fails_is_not_counted(void) {
    atomic_store(&answer, EBB_ERROR_SYSTEM);
    atomic_store(&made, 0);
    ebb_releaser *releaser = ebb_releaser_of(call, EBB_MILLISECOND);
    CHECK_EQUAL(ebb_releaser_start(releaser), EBB_OK);
    while (atomic_load(&made) < 5) {
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND);
    }
    CHECK_EQUAL(ebb_releaser_calls(releaser), 0);
    ebb_releaser_close(releaser);
}

static void refuses_what_is_out_of_range_or_absent(void) {
    CHECK(ebb_releaser_of(call, EBB_MILLISECOND - 1) == NULL && errno == EINVAL);
    CHECK(ebb_releaser_of(call, 3600 * EBB_SECOND + 1) == NULL && errno == EINVAL);
    errno = 0;
    ebb_releaser *releaser = ebb_releaser_new(EBB_SECOND);
    if (ebb_release_words() == NULL) {
        CHECK(releaser == NULL && errno == ENOTSUP);
    } else {
        CHECK(releaser != NULL);
        ebb_releaser_close(releaser); /* never started */
    }
}

int main(void) {
    calls_each_interval_and_measures();
    a_call_that_fails_is_not_counted();
    refuses_what_is_out_of_range_or_absent();
    return 0;
}
