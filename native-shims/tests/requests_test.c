/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run under counting_malloc: a burst, its idle period, the ladder's steps and
 * the sampler make exactly the requests that the shim counted, and not one more.
 * The thread that kept a survivor frees it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>

#include "load.h"

enum { MALLOCS, ALIGNED, REALLOCS, FREES, COUNTS, FREES_BY_MAIN = COUNTS };
static const int32_t stat_of[COUNTS] = {EBB_MALLOCS, EBB_ALIGNED, EBB_REALLOCS, EBB_FREES};

static int64_t (*counted)(int what);

static void survivors_are_freed_by_who_kept_them(void) {
    for (int64_t topology = EBB_STEALING; topology <= EBB_EXITED; topology++) {
        ebb_burst *burst = load_of(topology, 1);
        CHECK_EQUAL(ebb_burst_set(burst, EBB_SURVIVORS_PPM, 50000), EBB_OK);
        CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
        CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
        int64_t survivors = ebb_burst_stat(burst, EBB_LIVE_BLOCKS);
        int64_t by_main = counted(FREES_BY_MAIN);
        CHECK(survivors > 0);
        CHECK_EQUAL(ebb_burst_drop_survivors(burst), EBB_OK);
        by_main = counted(FREES_BY_MAIN) - by_main;
        CHECK_EQUAL(by_main, topology == EBB_EXITED ? survivors : 0);
        CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    }
}

int main(void) {
    *(void **)&counted = dlsym(RTLD_DEFAULT, "counted");
    CHECK(counted != NULL);
    survivors_are_freed_by_who_kept_them();
    ebb_burst *burst = load_of(EBB_STEALING, 1);
    ebb_sampler *sampler = ebb_sampler_new(1000000, 4096);
    ebb_proc *proc = ebb_proc_open();
    CHECK_EQUAL(ebb_burst_set(burst, EBB_CHURN_PER_HOUR, 360000), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    ebb_sampler_watch(sampler, burst);
    CHECK_EQUAL(ebb_sampler_start(sampler), EBB_OK);
    while (ebb_sampler_count(sampler) == 0) {
        /* until the thread runs: starting it may call malloc */
    }
    int64_t before[COUNTS];
    int64_t stats_before[COUNTS];
    for (int i = 0; i < COUNTS; i++) {
        before[i] = counted(i);
        stats_before[i] = ebb_burst_stat(burst, stat_of[i]);
    }
    CHECK_EQUAL(ebb_proc_reset_peak(proc), EBB_OK);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    CHECK(ebb_proc_read(proc, EBB_PROC_STATUS) != NULL);
    CHECK_EQUAL(ebb_burst_idle(burst, 100000000), EBB_OK);
    CHECK(ebb_proc_read(proc, EBB_PROC_SMAPS_ROLLUP) != NULL);
    CHECK(ebb_proc_rss(proc) > 0);
    CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_NUDGE), EBB_OK);
    CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_CHURN), EBB_OK);
    CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_OWNERS), EBB_ERROR_ABSENT);
    CHECK_EQUAL(ebb_burst_probe(burst, EBB_PROBE_OUTSIDE), EBB_ERROR_ABSENT);
    for (int i = 0; i < COUNTS; i++) {
        CHECK_EQUAL(counted(i) - before[i], ebb_burst_stat(burst, stat_of[i]) - stats_before[i]);
    }
    CHECK(ebb_sampler_count(sampler) > 1);
    CHECK(counted(MALLOCS) - before[MALLOCS] > 10000 + 10000 * (LOAD_WORKERS + 1));
    CHECK_EQUAL(ebb_sampler_stop(sampler), EBB_OK);
    ebb_sampler_close(sampler);
    ebb_proc_close(proc);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    return 0;
}
