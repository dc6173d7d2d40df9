/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls that a burst makes by itself (ebb_burst_release). The argument is the
 * reason for which known_malloc gives back: then a call must bring back all that
 * it can reach, and one without effect nothing, though it is counted.
 *
 * With the argument "family" it runs under a real allocator: calls at the moments
 * that follow (ebb_release_when) must leave less than half as much resident.
 *
 * Each worker frees what it allocated: a call is not to blame for memory that
 * another thread frees later.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "../tools/resident.h"
#include "base/clock.h"
#include "known_malloc.h"
#include "load.h"

#define IDLE (100 * EBB_MILLISECOND)
#define PATIENCE (10 * EBB_SECOND)

static ebb_proc *proc;
static int64_t (*held)(void);

typedef struct {
    int64_t bytes; /* after the idle period */
    int64_t left;  /* of them, beyond those before the burst */
    int64_t calls; /* from the burst's start on */
    int64_t after; /* of them in the idle period */
} outcome;

/* The last worker may still be on its way to sleep. */
static int64_t settled(int64_t (*bytes)(void), int64_t at_most) {
    int64_t end = ebb_now() + PATIENCE;
    while (bytes() > at_most && ebb_now() < end) {
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND);
    }
    return bytes();
}

/* when: 0 for none; at_most: to how few bytes what is left is expected to fall; 0: unknown. */
static outcome left_by(int32_t when, int64_t (*bytes)(void), int64_t at_most) {
    ebb_burst *burst = load_of(EBB_SAME_THREAD, 1);
    if (proc != NULL) {
        CHECK_EQUAL(ebb_burst_set(burst, EBB_EVENTS, 60), EBB_OK);
        CHECK_EQUAL(ebb_burst_set(burst, EBB_TOKENS, 500), EBB_OK);
        CHECK_EQUAL(ebb_burst_set(burst, EBB_PERMITS, 30), EBB_OK);
        CHECK_EQUAL(ebb_burst_set(burst, EBB_HOLD_MIN_US, 50000), EBB_OK);
        CHECK_EQUAL(ebb_burst_set(burst, EBB_HOLD_MAX_US, 100000), EBB_OK);
    }
    ebb_releaser *releaser = ebb_releaser_new(0);
    CHECK(releaser != NULL);
    CHECK_EQUAL(ebb_releaser_start(releaser), EBB_ERROR_STATE); /* there is no thread */
    if (when != 0) {
        CHECK_EQUAL(ebb_burst_release(burst, releaser, when), EBB_OK);
    }
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_release(burst, releaser, EBB_RELEASE_PARK), EBB_ERROR_STATE);
    ebb_sleep_until(ebb_now() + IDLE); /* the workers have gone to sleep */
    int64_t before = bytes();
    ebb_releaser_reset(releaser);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    ebb_sleep_until(ebb_now() + IDLE);
    outcome seen = {.after = -ebb_releaser_calls(releaser)};
    CHECK_EQUAL(ebb_burst_idle(burst, IDLE), EBB_OK);
    seen.bytes = at_most > 0 ? settled(bytes, before + at_most) : bytes();
    seen.left = seen.bytes - before;
    seen.calls = ebb_releaser_calls(releaser);
    seen.after += seen.calls;
    CHECK((seen.calls > 0) == (when != 0));
    CHECK((ebb_releaser_longest(releaser) > 0) == (when != 0));
    CHECK((ebb_releaser_cpu(releaser) > 0) == (when != 0));
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    ebb_releaser_close(releaser);
    printf("when %d: %lld bytes left after %lld calls, %lld of them in idle\n", (int)when,
           (long long)seen.left, (long long)seen.calls, (long long)seen.after);
    return seen;
}

/* Without what the threads of earlier bursts have left as they ended. */
static outcome left_anew(int32_t when, int64_t at_most) {
    CHECK_EQUAL(ebb_release(), EBB_OK);
    return left_by(when, held, at_most);
}

static void a_call_reaches_what_it_can(const char *gives_back) {
    int64_t (*page)(void);
    *(void **)&page = dlsym(RTLD_DEFAULT, "known_page");
    CHECK(page != NULL);
    const int64_t little = (LOAD_WORKERS + 1) * page(); /* the block before each release */
    bool owners = strcmp(gives_back, "owners") == 0;
    bool outside = strcmp(gives_back, "outside") == 0;
    CHECK(left_anew(0, 0).left > 10 * little);
    outcome park = left_anew(EBB_RELEASE_PARK, owners || outside ? little : 0);
    CHECK((park.left <= little) == (owners || outside));
    CHECK(park.calls >= LOAD_WORKERS);
    CHECK_EQUAL(park.after, 0); /* nobody wakes */
    outcome after = left_anew(EBB_RELEASE_AFTER_BURST, outside ? little : 0);
    CHECK((after.left <= little) == outside);
    CHECK_EQUAL(after.calls, 1);
    CHECK_EQUAL(after.after, 1);
    outcome both =
        left_anew(EBB_RELEASE_PARK | EBB_RELEASE_AFTER_BURST, owners || outside ? little : 0);
    CHECK((both.left <= little) == (owners || outside));
    CHECK(both.calls > LOAD_WORKERS);
    CHECK_EQUAL(both.after, 1);
}

static void refuses(int32_t when, int32_t status) {
    ebb_burst *burst = load_of(EBB_STEALING, 1);
    ebb_releaser *releaser = ebb_releaser_new(0);
    CHECK_EQUAL(ebb_burst_release(burst, releaser, when), status);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    if (releaser != NULL) {
        ebb_releaser_close(releaser);
    }
}

static int64_t resident_here(void) {
    return resident(proc);
}

/* The burst without calls comes second, and finds what the first has left. */
static void a_family_responds(int32_t when) {
    proc = ebb_proc_open();
    CHECK(proc != NULL && ebb_identify() != NULL);
    int64_t with = left_by(when, resident_here, 0).bytes;
    int64_t without = left_by(0, resident_here, 0).bytes;
    printf("resident: %lld bytes, %lld without calls\n", (long long)with, (long long)without);
    CHECK(2 * with < without);
    ebb_proc_close(proc);
}

int main(int count, char **arguments) {
    CHECK(count >= 2);
    if (strcmp(arguments[1], "family") == 0) {
        a_family_responds(atoi(arguments[2]));
        return 0;
    }
    *(void **)&held = dlsym(RTLD_DEFAULT, "known_held");
    CHECK(held != NULL);
    if (strcmp(arguments[1], "exit") == 0) {
        errno = 0;
        CHECK(ebb_releaser_new(0) == NULL && errno == ENOTSUP);
        refuses(EBB_RELEASE_PARK, EBB_ERROR_ABSENT);
        refuses(EBB_RELEASE_AFTER_BURST, EBB_ERROR_ABSENT);
        return 0;
    }
    refuses(0, EBB_ERROR_RANGE);
    refuses(8, EBB_ERROR_RANGE);
    refuses(EBB_RELEASE_PARK | EBB_RELEASE_PARK_LIGHT, EBB_ERROR_RANGE);
    refuses(EBB_RELEASE_PARK_LIGHT, EBB_ERROR_ABSENT);
    a_call_reaches_what_it_can(arguments[1]);
    return 0;
}
