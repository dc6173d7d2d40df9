/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs under known_malloc; the argument is the step that makes it give back.
 * According to the kernel each step must give back exactly the bytes that the
 * allocator knows it gave back, and that step all of them.
 *
 * The bytes are counted in pages of whatever size known_malloc's have.
 *
 * A first round, with the same threads and code, makes everything else resident
 * that ever will be.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "../tools/resident.h"
#include "known_malloc.h"
#include "load.h"

/* The idle period, then the probes in the order of the ladder, each with the outside release. */
enum { AT_ONCE, OUTSIDE, NUDGE, CHURN, OWNERS, EXIT, STEPS };

static const char *const names[STEPS] = {"at-once", "outside", "nudge", "churn", "owners", "exit"};
static const int32_t probes[STEPS] = {
    -1, EBB_PROBE_OUTSIDE, EBB_PROBE_NUDGE, EBB_PROBE_CHURN, EBB_PROBE_OWNERS, EBB_PROBE_EXIT};

static int64_t page; /* bytes */
static int64_t (*held)(void);
static void (*leak)(void);
static void (*settle)(void);
static ebb_proc *proc;

static int64_t resident_now(void) {
    int64_t bytes = resident(proc);
    CHECK(bytes > 0);
    return bytes;
}

typedef struct {
    int64_t resident[STEPS]; /* after each */
    int64_t held[STEPS];
    bool taken[STEPS];
    int32_t releases; /* what a release returns */
    int64_t live;     /* blocks, a page each */
} ladder;

static void note(ladder *seen, int step) {
    seen->held[step] = held();
    seen->resident[step] = resident_now();
}

/* Has more held than a step may change, for a thread that is neither the load's nor outside. */
static void hold_here(void) {
    void *blocks[300];
    const size_t count = sizeof blocks / sizeof *blocks;
    for (size_t i = 0; i < count; i++) {
        blocks[i] = malloc((size_t)page);
    }
    for (size_t i = 0; i < count; i++) {
        free(blocks[i]);
    }
}

static ladder climb(ebb_burst *burst, int giving, bool has_release) {
    ladder seen = {.releases = has_release ? EBB_OK : EBB_ERROR_ABSENT};
    if (giving == OWNERS) {
        hold_here();
    }
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    settle();
    int64_t live = ebb_burst_stat(burst, EBB_LIVE_BYTES);
    int64_t blocks = ebb_burst_stat(burst, EBB_LIVE_BLOCKS);
    seen.live = blocks;
    note(&seen, 0);
    for (int step = 1; step < STEPS; step++) {
        int32_t status = ebb_burst_probe(burst, probes[step]);
        CHECK(status == EBB_OK || status == EBB_ERROR_ABSENT);
        seen.taken[step] = status == EBB_OK;
        CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_OUTSIDE), seen.releases);
        CHECK_EQUAL(ebb_burst_stat(burst, EBB_LIVE_BYTES), live);
        CHECK_EQUAL(ebb_burst_stat(burst, EBB_LIVE_BLOCKS), blocks);
        note(&seen, step);
    }
    return seen;
}

/* Blocks that steps leave held: the nudge's one, those live in the churn, one before a release. */
static int64_t little(int step) {
    return (LOAD_WORKERS + 2) * page * (step == NUDGE ? 1 : 18);
}

static int number_of(const char *name) {
    if (strcmp(name, "after") == 0) {
        return EXIT;
    }
    for (int step = 0; step < STEPS; step++) {
        if (strcmp(name, names[step]) == 0) {
            return step;
        }
    }
    return STEPS; /* never */
}

/* also: another step that may give back more than a little. */
static void check(const ladder *seen, int giving, int also, int64_t topology, int64_t held_before) {
    for (int step = 1; step < STEPS; step++) {
        int64_t back = seen->resident[step - 1] - seen->resident[step];
        int64_t known = seen->held[step - 1] - seen->held[step];
        printf("topology %d %s: %d bytes given back, %d known\n", (int)topology, names[step],
               (int)back, (int)known);
        CHECK_EQUAL(back, known);
        CHECK(step == giving || step == also || (known <= little(step) && known >= -little(step)));
    }
    if (giving > 0 && giving < STEPS) {
        CHECK(seen->held[0] - held_before > little(giving));
        CHECK(seen->held[giving] - held_before <= little(giving));
    }
}

int main(int count, char **arguments) {
    CHECK_EQUAL(count, 2);
    int giving = number_of(arguments[1]);
    bool has_release = strcmp(arguments[1], "exit") != 0;
    int64_t (*known_page_here)(void);
    *(void **)&known_page_here = dlsym(RTLD_DEFAULT, "known_page");
    *(void **)&held = dlsym(RTLD_DEFAULT, "known_held");
    *(void **)&leak = dlsym(RTLD_DEFAULT, "known_leak");
    *(void **)&settle = dlsym(RTLD_DEFAULT, "known_settle");
    CHECK(known_page_here != NULL && held != NULL && leak != NULL && settle != NULL);
    page = known_page_here();
    const char *wanted = getenv("KNOWN_PAGE");
    CHECK_EQUAL(page, wanted == NULL ? sysconf(_SC_PAGESIZE) : strtol(wanted, NULL, 10));
    proc = ebb_proc_open();
    for (int64_t topology = EBB_STEALING; topology <= EBB_EXITED; topology++) {
        ebb_burst *burst = load_of(topology, 1);
        CHECK_EQUAL(ebb_burst_set(burst, EBB_SURVIVORS_PPM, topology % 2 * 50000), EBB_OK);
        CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
        ladder first = climb(burst, giving, has_release);
        if (giving == STEPS) {
            leak();
        }
        ladder seen = climb(burst, giving, has_release);
        bool ended = topology == EBB_EXITED && strcmp(arguments[1], "after") == 0;
        check(&seen, giving, ended ? OUTSIDE : giving, topology, first.held[STEPS - 1]);
        int64_t rest = seen.resident[STEPS - 1] - first.resident[STEPS - 1];
        printf("topology %d rest: %d\n", (int)topology, (int)rest);
        CHECK(topology % 2 == 0 ? seen.live == 0 : seen.live > first.live && first.live > 0);
        CHECK_EQUAL(rest, seen.held[STEPS - 1] - first.held[STEPS - 1] +
                              (seen.live - first.live) * page +
                              (giving == STEPS ? KNOWN_LEAKED * page : 0));
        CHECK_EQUAL(seen.taken[OUTSIDE], has_release);
        CHECK_EQUAL(seen.taken[OWNERS], has_release);
        CHECK_EQUAL(ebb_burst_drop_survivors(burst), EBB_OK);
        CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    }
    ebb_proc_close(proc);
    return 0;
}
