/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "load.h"

static int64_t stat_of(const ebb_burst *burst, int32_t stat) {
    return ebb_burst_stat(burst, stat);
}

/* What the seed decides, whichever thread runs what and when. */
typedef struct {
    int64_t tasks;
    int64_t mallocs;
    int64_t aligned;
    int64_t reallocs;
    int64_t bytes;
} requests;

static requests requests_of(const ebb_burst *burst) {
    return (requests){stat_of(burst, EBB_TASKS), stat_of(burst, EBB_MALLOCS),
                      stat_of(burst, EBB_ALIGNED), stat_of(burst, EBB_REALLOCS),
                      stat_of(burst, EBB_BYTES)};
}

static requests run_once(int64_t topology, int64_t seed, int64_t workers) {
    ebb_burst *burst = load_of(topology, seed);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_WORKERS, workers), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    requests before = requests_of(burst);
    CHECK_EQUAL(before.aligned, workers); /* a health check each, at the start */
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    CHECK_EQUAL(stat_of(burst, EBB_LIVE_BYTES), 0);
    CHECK_EQUAL(stat_of(burst, EBB_LIVE_BLOCKS), 0);
    CHECK_EQUAL(stat_of(burst, EBB_FREES),
                stat_of(burst, EBB_MALLOCS) + stat_of(burst, EBB_ALIGNED));
    CHECK(stat_of(burst, EBB_BURST_END) > stat_of(burst, EBB_BURST_START));
    CHECK(stat_of(burst, EBB_LIVE_PEAK_BYTES) > 0);
    int64_t local = stat_of(burst, EBB_FREES) - stat_of(burst, EBB_FREES_REMOTE);
    if (topology == EBB_SAME_THREAD) {
        CHECK_EQUAL(stat_of(burst, EBB_FREES_REMOTE), 0);
    } else if (topology == EBB_REAPER) {
        CHECK_EQUAL(local, before.mallocs + before.aligned); /* only those of the start */
    } else {
        CHECK(stat_of(burst, EBB_FREES_REMOTE) >= LOAD_EVENTS); /* the main thread frees nothing */
    }
    requests after = requests_of(burst);
    requests made = {after.tasks, after.mallocs - before.mallocs, after.aligned - before.aligned,
                     after.reallocs - before.reallocs, after.bytes - before.bytes};
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    return made;
}

static void check_same(requests found, requests expected) {
    CHECK_EQUAL(found.tasks, expected.tasks);
    CHECK_EQUAL(found.mallocs, expected.mallocs);
    CHECK_EQUAL(found.aligned, expected.aligned);
    CHECK_EQUAL(found.reallocs, expected.reallocs);
    CHECK_EQUAL(found.bytes, expected.bytes);
}

static void the_seed_decides_the_requests(void) {
    requests one = run_once(EBB_STEALING, 1, LOAD_WORKERS);
    int64_t tokens = one.tasks - LOAD_EVENTS;
    CHECK(tokens > LOAD_EVENTS && tokens < LOAD_EVENTS * 60);
    CHECK_EQUAL(one.aligned, tokens + LOAD_EVENTS);
    CHECK_EQUAL(one.mallocs + one.aligned,
                tokens * LOAD_TOKEN_BLOCKS + LOAD_EVENTS * LOAD_EVENT_BLOCKS);
    int64_t response_reallocs = one.reallocs - tokens * LOAD_TOKEN_REALLOCS;
    CHECK(response_reallocs > 0 && response_reallocs <= LOAD_EVENTS * 4); /* 4 to 64 entries */
    for (int64_t topology = EBB_STEALING; topology <= EBB_EXITED; topology++) {
        check_same(run_once(topology, 1, LOAD_WORKERS), one);
        check_same(run_once(topology, 1, 1), one);
    }
    CHECK(run_once(EBB_STEALING, 2, LOAD_WORKERS).bytes != one.bytes);
}

typedef struct {
    int64_t tasks;
    int64_t bytes;
} burst_sum;

static burst_sum next_burst(ebb_burst *burst) {
    int64_t before = stat_of(burst, EBB_BYTES);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    return (burst_sum){stat_of(burst, EBB_TASKS), stat_of(burst, EBB_BYTES) - before};
}

static void bursts_differ_and_runs_of_one_seed_do_not(int64_t topology) {
    burst_sum of[2][3];
    for (int run = 0; run < 2; run++) {
        ebb_burst *burst = load_of(topology, 3);
        CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
        for (int i = 0; i < 3; i++) {
            of[run][i] = next_burst(burst);
            CHECK_EQUAL(of[run][i].tasks, of[0][0].tasks); /* as many, of other sizes */
        }
        CHECK(of[run][1].bytes != of[run][0].bytes);
        CHECK(of[run][2].bytes != of[run][0].bytes && of[run][2].bytes != of[run][1].bytes);
        CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    }
    for (int i = 0; i < 3; i++) {
        CHECK_EQUAL(of[1][i].bytes, of[0][i].bytes);
    }
}

static int64_t survivors_of(int64_t topology) {
    ebb_burst *burst = load_of(topology, 5);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_SURVIVORS_PPM, 50000), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    int64_t survivors = stat_of(burst, EBB_LIVE_BLOCKS);
    int64_t blocks = stat_of(burst, EBB_MALLOCS) + stat_of(burst, EBB_ALIGNED);
    CHECK(survivors * 100 > blocks * 4 && survivors * 100 < blocks * 6);
    CHECK_EQUAL(ebb_burst_drop_survivors(burst), EBB_OK);
    CHECK_EQUAL(stat_of(burst, EBB_LIVE_BYTES), 0);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    return survivors;
}

static void the_same_blocks_survive_everywhere(void) {
    int64_t survivors = survivors_of(EBB_STEALING);
    for (int64_t topology = EBB_SAME_THREAD; topology <= EBB_EXITED; topology++) {
        CHECK_EQUAL(survivors_of(topology), survivors);
    }
}

static void idle_lasts_as_long_as_asked_and_runs_health_checks(int64_t check, int64_t blocks) {
    ebb_burst *burst = load_of(EBB_STEALING, 1);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_CHECK, check), EBB_OK);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_SURVIVORS_PPM, 1000000), EBB_OK); /* but none of a check */
    CHECK_EQUAL(ebb_burst_set(burst, EBB_CHURN_PER_HOUR, 3600 * 10), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    int64_t frees = stat_of(burst, EBB_FREES);
    CHECK_EQUAL(ebb_burst_idle(burst, 450 * 1000000), EBB_OK);
    CHECK(stat_of(burst, EBB_IDLE_END) - stat_of(burst, EBB_IDLE_START) >= 450 * 1000000);
    CHECK_EQUAL(stat_of(burst, EBB_IDLE_CHECKS), 4); /* every 100 ms, the last at 400 */
    CHECK_EQUAL(stat_of(burst, EBB_FREES) - frees, 4 * blocks);
    CHECK_EQUAL(stat_of(burst, EBB_LIVE_BLOCKS), 0);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
}

static void no_events_is_a_burst_too(void) {
    ebb_burst *burst = load_of(EBB_STEALING, 1);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_EVENTS, 0), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    CHECK_EQUAL(stat_of(burst, EBB_TASKS), 0);
    CHECK_EQUAL(stat_of(burst, EBB_LIVE_PEAK_BYTES), 0);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
}

static void refuses_what_is_out_of_range_or_of_order(void) {
    ebb_burst *burst = ebb_burst_new();
    CHECK_EQUAL(ebb_burst_start(burst), EBB_ERROR_FIELD); /* none is set */
    CHECK_EQUAL(ebb_burst_set(burst, EBB_FIELDS, 1), EBB_ERROR_FIELD);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_WORKERS, 257), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_EVENTS, -1), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_ERROR_STATE);
    CHECK_EQUAL(ebb_burst_idle(burst, 1), EBB_ERROR_STATE);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    burst = load_of(EBB_STEALING, 1);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_BUFFER_MIN, 1964), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_ERROR_RANGE); /* above EBB_BUFFER_MAX */
    CHECK_EQUAL(ebb_burst_set(burst, EBB_BUFFER_MIN, 1963), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_ERROR_STATE);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_EVENTS, 1), EBB_ERROR_STATE);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
}

int main(void) {
    the_seed_decides_the_requests();
    bursts_differ_and_runs_of_one_seed_do_not(EBB_STEALING);
    bursts_differ_and_runs_of_one_seed_do_not(EBB_SAME_THREAD);
    bursts_differ_and_runs_of_one_seed_do_not(EBB_EXITED);
    the_same_blocks_survive_everywhere();
    idle_lasts_as_long_as_asked_and_runs_health_checks(EBB_CHECK_HTTP, 12);
    idle_lasts_as_long_as_asked_and_runs_health_checks(EBB_CHECK_TASK, 8);
    no_events_is_a_burst_too();
    refuses_what_is_out_of_range_or_of_order();
    return 0;
}
