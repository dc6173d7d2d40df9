/* SPDX-License-Identifier: Apache-2.0 */
/* The ladder's steps, whatever the allocator: which threads act, and what is counted. */
#include "allocator/release.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#include "base/thread.h"
#include "load.h"
#include "service/burst.h"

#define OPERATIONS 10000 /* of the churn, on each thread */

static int64_t threads_of(int64_t topology) {
    int64_t attendants = topology == EBB_REAPER ? 2 : 1;
    return topology == EBB_EXITED ? attendants : LOAD_WORKERS + attendants;
}

/* Threads of this process whose name begins like this. */
static int64_t named(const char *name) {
    int64_t count = 0;
    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks != NULL);
    for (struct dirent *task; (task = readdir(tasks)) != NULL;) {
        char path[300];
        char comm[32] = "";
        snprintf(path, sizeof path, "/proc/self/task/%s/comm", task->d_name);
        FILE *file = fopen(path, "r");
        if (file != NULL) {
            count +=
                fgets(comm, sizeof comm, file) != NULL && strncmp(comm, name, strlen(name)) == 0;
            fclose(file);
        }
    }
    closedir(tasks);
    return count;
}

static int64_t load_threads(void) {
    return named("ebb-worker") + named("ebb-main") + named("ebb-reaper");
}

/* A thread that was joined may stay in /proc for a moment. */
static void check_load_threads(int64_t expected) {
    int64_t deadline = ebb_now() + 5 * EBB_SECOND;
    while (load_threads() != expected && ebb_now() < deadline) {
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND);
    }
    CHECK_EQUAL(load_threads(), expected);
}

/* The step adds this many mallocs and frees, none of them remote, and nothing else. */
static void counts(ebb_burst *burst, int32_t probe, int64_t more) {
    int64_t before[EBB_STATS];
    for (int i = 0; i < EBB_STATS; i++) {
        before[i] = ebb_burst_stat(burst, i);
    }
    CHECK_EQUAL(ebb_burst_probe(burst, probe), EBB_OK);
    for (int i = EBB_LIVE_BYTES; i < EBB_BYTES; i++) {
        bool counted = i == EBB_MALLOCS || i == EBB_FREES;
        CHECK_EQUAL(ebb_burst_stat(burst, i) - before[i], counted ? more : 0);
    }
    int64_t bytes = ebb_burst_stat(burst, EBB_BYTES) - before[EBB_BYTES];
    if (probe == EBB_PROBE_NUDGE) {
        CHECK_EQUAL(bytes, 64 * more);
    } else {
        CHECK(bytes > 900 * more && bytes < 1130 * more); /* buffers of 64 to 1963: 1013.5 */
    }
}

static void releases(ebb_burst *burst) {
    int32_t expected = ebb_release_words() == NULL ? EBB_ERROR_ABSENT : EBB_OK;
    CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_OUTSIDE), expected);
    CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_OWNERS), expected);
    CHECK_EQUAL(ebb_release(), expected);
}

static void every_thread_takes_each_step(int64_t topology) {
    ebb_burst *burst = load_of(topology, 1);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_SURVIVORS_PPM, 50000), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    int64_t tasks = ebb_burst_stat(burst, EBB_TASKS);
    int64_t survivors = ebb_burst_stat(burst, EBB_LIVE_BLOCKS);
    CHECK(survivors > 0);
    for (int round = 0; round < 2; round++) {
        check_load_threads(threads_of(topology));
        counts(burst, EBB_PROBE_NUDGE, threads_of(topology));
        counts(burst, EBB_PROBE_CHURN, OPERATIONS * threads_of(topology));
        releases(burst);
        CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_EXIT), EBB_OK);
        check_load_threads(0);
        counts(burst, EBB_PROBE_NUDGE, 0); /* nobody is left to take it */
        releases(burst);
        CHECK_EQUAL(ebb_burst_idle(burst, 1000000), EBB_OK);
        CHECK_EQUAL(ebb_burst_stat(burst, EBB_LIVE_BLOCKS), survivors);
        CHECK_EQUAL(ebb_burst_drop_survivors(burst), EBB_OK);
        CHECK_EQUAL(ebb_burst_stat(burst, EBB_LIVE_BYTES), 0);
        CHECK_EQUAL(ebb_burst_run(burst), EBB_OK); /* as the first one, with other sizes */
        CHECK_EQUAL(ebb_burst_stat(burst, EBB_TASKS), tasks);
        survivors = ebb_burst_stat(burst, EBB_LIVE_BLOCKS);
        CHECK(survivors > 0);
    }
    CHECK_EQUAL(ebb_burst_drop_survivors(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    check_load_threads(0);
}

/* With blocks of 8 MiB, of which two are live in the burst; 10,000 on each thread take minutes. */
static void churn_stays_within_its_bounds(void) {
    static const int64_t value[][2] = {{EBB_EVENTS, 16},
                                       {EBB_TOKENS, 1},
                                       {EBB_PERMITS, 2},
                                       {EBB_BUFFERS_REQUEST, 1},
                                       {EBB_BUFFERS_RESPONSE, 0},
                                       {EBB_BUFFER_MAX, INT64_C(8) << 20},
                                       {EBB_BUFFER_MIN, INT64_C(8) << 20}};
    ebb_burst *burst = load_of(EBB_STEALING, 1);
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        CHECK_EQUAL(ebb_burst_set(burst, (int32_t)value[i][0], value[i][1]), EBB_OK);
    }
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    int64_t peak = ebb_burst_stat(burst, EBB_LIVE_PEAK_BYTES);
    CHECK(peak >= value[5][1]);
    ebb_sampler *sampler = ebb_sampler_new(EBB_MILLISECOND, 1 << 14);
    CHECK(sampler != NULL);
    ebb_sampler_watch(sampler, burst);
    CHECK_EQUAL(ebb_sampler_start(sampler), EBB_OK);
    int64_t mallocs = ebb_burst_stat(burst, EBB_MALLOCS);
    int64_t bytes = ebb_burst_stat(burst, EBB_BYTES);
    int64_t start = ebb_now();
    CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_CHURN), EBB_OK);
    CHECK(ebb_now() - start < 9 * EBB_SECOND / 2); /* 3 s; without the bound 5 here */
    CHECK_EQUAL(ebb_sampler_stop(sampler), EBB_OK);
    int64_t churned = 0;
    for (int64_t i = 0; i < ebb_sampler_count(sampler); i++) {
        int64_t live = ebb_sampler_samples(sampler)[i].live_bytes;
        churned = live > churned ? live : churned;
    }
    churned -= EBB_ACCOUNT_GRAIN * (int64_t)ebb_burst_accounts(burst); /* seen as exactly as that */
    CHECK(churned <= peak && churned <= EBB_CHURN_BYTES);
    /* The samples may miss blocks that are freed at once; these do not. */
    CHECK_EQUAL(ebb_burst_stat(burst, EBB_LIVE_PEAK_BYTES), peak);
    mallocs = ebb_burst_stat(burst, EBB_MALLOCS) - mallocs;
    bytes = ebb_burst_stat(burst, EBB_BYTES) - bytes;
    CHECK(mallocs >= LOAD_WORKERS + 1);
    CHECK_EQUAL(bytes, mallocs * (peak / (int64_t)ebb_burst_accounts(burst))); /* a share each */
    ebb_sampler_close(sampler);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
}

typedef struct {
    ebb_step *step;
    ebb_account account;
    pthread_t thread;
} climber;

static void act_once(ebb_step *step, ebb_account *account) {
    (void)step;
    uint64_t stream = 0;
    ebb_block_free(account, ebb_block_malloc(account, EBB_BLOCK_LEAST, &stream), EBB_BLOCK_LEAST);
}

static void *climb(void *argument) {
    climber *self = argument;
    ebb_step_take(self->step, &self->account);
    return NULL;
}

static void nobody_acts_before_all_have_come(void) {
    enum { CLIMBERS = 3 };
    static climber all[CLIMBERS];
    static ebb_ledger ledger;
    static ebb_step step = {.act = act_once, .arriving = CLIMBERS, .acting = CLIMBERS};
    for (uint32_t i = 0; i < CLIMBERS; i++) {
        all[i].step = &step;
        ebb_account_open(&all[i].account, &ledger, i);
        ebb_sleep_until(ebb_now() +
                        50 * EBB_MILLISECOND); /* time enough to act for those that have come */
        for (uint32_t j = 0; j < i; j++) {
            CHECK_EQUAL(all[j].account.mallocs, 0);
        }
        CHECK_EQUAL(ebb_thread_start(&all[i].thread, "ebb-climber", climb, &all[i]), 0);
    }
    for (uint32_t i = 0; i < CLIMBERS; i++) {
        pthread_join(all[i].thread, NULL);
        CHECK_EQUAL(all[i].account.mallocs, 1);
        CHECK_EQUAL(all[i].account.frees, 1);
    }
    CHECK_EQUAL(step.acting, 0);
}

static void a_burst_can_be_closed_without_its_threads(void) {
    ebb_burst *burst = load_of(EBB_REAPER, 1);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_EXIT), EBB_OK);
    CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_EXIT), EBB_OK);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
}

static void refuses_what_is_no_step_or_too_early(void) {
    ebb_burst *burst = load_of(EBB_STEALING, 1);
    CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_NUDGE), EBB_ERROR_STATE);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBES), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_burst_probe(burst, -1), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
}

int main(void) {
    nobody_acts_before_all_have_come();
    churn_stays_within_its_bounds();
    for (int64_t topology = EBB_STEALING; topology <= EBB_EXITED; topology++) {
        every_thread_takes_each_step(topology);
    }
    a_burst_can_be_closed_without_its_threads();
    refuses_what_is_no_step_or_too_early();
    return 0;
}
