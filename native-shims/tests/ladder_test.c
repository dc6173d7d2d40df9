/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run under known_malloc; the argument is the step that makes it give back.
 * The kernel's walk over the pages must show each step giving back exactly the
 * bytes that the allocator knows it gave back, and that step all of them.
 *
 * The bytes are counted in pages of whatever size known_malloc's have.
 *
 * A first round on the same threads' stacks and the same code makes everything
 * else resident that ever will be.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "known_malloc.h"
#include "load.h"

#define STEPS (EBB_PROBES + 1) /* and, before them, the idle period */

static const char *const names[STEPS] = {"at-once", "nudge", "churn", "outside", "owners", "exit"};

static int64_t page; /* bytes */
static int64_t (*held)(void);
static void (*leak)(void);
static void (*settle)(void);
static ebb_proc *proc;

static int64_t resident(void) {
    const char *text = ebb_proc_read(proc, EBB_PROC_SMAPS_ROLLUP);
    CHECK(text != NULL);
    const char *rss = strstr(text, "\nRss:");
    const char *lazy = strstr(text, "\nLazyFree:");
    CHECK(rss != NULL && lazy != NULL);
    return (strtoll(rss + 5, NULL, 10) - strtoll(lazy + 10, NULL, 10)) * 1024;
}

typedef struct {
    int64_t resident[STEPS]; /* after each */
    int64_t held[STEPS];
    bool taken[STEPS];
    int64_t live; /* blocks, a page each */
} ladder;

static void note(ladder *seen, int step) {
    seen->held[step] = held();
    seen->resident[step] = resident();
}

/* More than a step may change, held for this thread: it is none of the load's, nor the one outside.
 */
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

static ladder climb(ebb_burst *burst, int giving) {
    ladder seen = {0};
    if (giving == EBB_PROBE_OWNERS + 1) {
        hold_here();
    }
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    settle();
    int64_t live = ebb_burst_stat(burst, EBB_LIVE_BYTES);
    int64_t blocks = ebb_burst_stat(burst, EBB_LIVE_BLOCKS);
    seen.live = blocks;
    note(&seen, 0);
    for (int step = 1; step < STEPS; step++) {
        int32_t status = ebb_burst_probe(burst, step - 1);
        CHECK(status == EBB_OK || status == EBB_ERROR_ABSENT);
        seen.taken[step] = status == EBB_OK;
        CHECK_EQUAL(ebb_burst_stat(burst, EBB_LIVE_BYTES), live);
        CHECK_EQUAL(ebb_burst_stat(burst, EBB_LIVE_BLOCKS), blocks);
        note(&seen, step);
    }
    return seen;
}

/* The blocks of its own that a step leaves held: the one of the nudge, those live in the churn. */
static int64_t little(int step) {
    return (LOAD_WORKERS + 2) * page * (step == EBB_PROBE_NUDGE + 1 ? 1 : 17);
}

static int number_of(const char *name) {
    for (int step = 0; step < STEPS; step++) {
        if (strcmp(name, names[step]) == 0) {
            return step;
        }
    }
    return STEPS; /* never */
}

static void check(const ladder *seen, int giving, int64_t topology, int64_t held_before) {
    for (int step = 1; step < STEPS; step++) {
        int64_t back = seen->resident[step - 1] - seen->resident[step];
        int64_t known = seen->held[step - 1] - seen->held[step];
        printf("topology %d %s: %d bytes given back, %d known\n", (int)topology, names[step],
               (int)back, (int)known);
        CHECK_EQUAL(back, known);
        CHECK(step == giving || (known <= little(step) && known >= -little(step)));
    }
    if (giving > 0 && giving < STEPS) {
        CHECK(seen->held[0] - held_before > little(giving));
        CHECK(seen->held[giving] - held_before <= little(giving));
    }
}

int main(int count, char **arguments) {
    CHECK_EQUAL(count, 2);
    int giving = number_of(arguments[1]);
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
        ladder first = climb(burst, giving);
        if (giving == STEPS) {
            leak();
        }
        ladder seen = climb(burst, giving);
        check(&seen, giving, topology, first.held[STEPS - 1]);
        int64_t rest = seen.resident[STEPS - 1] - first.resident[STEPS - 1];
        printf("topology %d rest: %d\n", (int)topology, (int)rest);
        CHECK_EQUAL(seen.live, 2 * first.live);
        CHECK_EQUAL(rest, seen.held[STEPS - 1] - first.held[STEPS - 1] + first.live * page +
                              (giving == STEPS ? KNOWN_LEAKED * page : 0));
        bool releases = giving != EBB_PROBE_EXIT + 1;
        CHECK_EQUAL(seen.taken[1 + EBB_PROBE_OUTSIDE], releases);
        CHECK_EQUAL(seen.taken[1 + EBB_PROBE_OWNERS], releases);
        CHECK_EQUAL(ebb_burst_drop_survivors(burst), EBB_OK);
        CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    }
    ebb_proc_close(proc);
    return 0;
}
