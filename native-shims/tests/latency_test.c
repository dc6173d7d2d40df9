/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Indices as HdrHistogram's countsArrayIndex gives them for Histogram(1, 3600000000000, 3):
 * computed with HdrHistogram 2.2.2, not with the code under test.
 */
#include "observe/latency.h"

#include <pthread.h>
#include <string.h>

#include "base/clock.h"
#include "check.h"
#include "load.h"

#define SECOND_TICKS (UINT64_C(1) << 32) /* a lane whose tick is a nanosecond */

static void values_fall_into_hdrhistograms_buckets(void) {
    static const struct {
        uint64_t value;
        uint32_t index;
    } known[] = {
        {0, 0},       {1, 1},        {1023, 1023},     {1024, 1024},       {2047, 2047},
        {2048, 2048}, {2049, 2048},  {2050, 2049},     {4095, 3071},       {4096, 3072},
        {4100, 3073}, {10007, 4322}, {1000003, 11169}, {100000007, 17909}, {3600000000000, 33420},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        CHECK_EQUAL(ebb_latency_index(known[i].value), known[i].index);
    }
    CHECK(ebb_latency_index(EBB_LATENCY_HIGHEST) < EBB_LATENCY_LENGTH);
}

static int64_t total(ebb_latency *latency, int of) {
    const int64_t *counts = ebb_latency_counts(latency, of);
    int64_t sum = 0;
    for (int i = 0; i < EBB_LATENCY_LENGTH; i++) {
        sum += counts[i];
    }
    return sum;
}

static void lanes_are_summed_and_reset(void) {
    ebb_latency *latency = ebb_latency_calibrated();
    CHECK(latency != NULL);
    ebb_lane *kernel = ebb_latency_lane(latency, EBB_LATENCY_FIRST);
    ebb_lane *burst = ebb_latency_lane(latency, EBB_LATENCIES);
    kernel->scale = SECOND_TICKS;
    burst->scale = SECOND_TICKS;
    burst->first_until = 1000;
    ebb_lane_record(kernel, EBB_LATENCY_MALLOC, 500, 517);
    ebb_lane_record(burst, EBB_LATENCY_MALLOC, 999, 1016);
    ebb_lane_record(burst, EBB_LATENCY_MALLOC, 1000, 1017);
    ebb_lane_record(burst, EBB_LATENCY_FREE, 2000, 1999); /* clocks of two cores */
    ebb_lane_record(kernel, EBB_LATENCY_REALLOC, 0, UINT64_MAX);
    CHECK_EQUAL(ebb_latency_counts(latency, EBB_LATENCY_MALLOC)[17], 2);
    CHECK_EQUAL(total(latency, EBB_LATENCY_MALLOC), 2);
    CHECK_EQUAL(ebb_latency_counts(latency, EBB_LATENCY_FIRST_MALLOC)[17], 1);
    CHECK_EQUAL(total(latency, EBB_LATENCY_FIRST_MALLOC), 1);
    CHECK_EQUAL(ebb_latency_counts(latency, EBB_LATENCY_FREE)[0], 1);
    CHECK_EQUAL(ebb_latency_counts(latency, EBB_LATENCY_REALLOC)[33420], 1);
    ebb_latency_reset(latency);
    for (int of = 0; of < EBB_LATENCIES; of++) {
        CHECK_EQUAL(total(latency, of), 0);
    }
    CHECK(ebb_latency_counts(latency, EBB_LATENCIES) == NULL);
    CHECK(ebb_latency_counts(latency, -1) == NULL);
    ebb_latency_close(latency);
}

static double nanoseconds_of(const ebb_lane *lane, uint64_t ticks) {
    return (double)(((ebb_wide)ticks * lane->scale) >> 32);
}

static void a_coarse_counter_is_refused(void) {
    CHECK(ebb_latency_tells(1e9 / 4.2e9));
    CHECK(ebb_latency_tells(1e9 / 2.0e9));
    CHECK(ebb_latency_tells(1e9 / 1.0e9)); /* Armv8.6 */
    CHECK(!ebb_latency_tells(1e9 / 125e6));
    CHECK(!ebb_latency_tells(1e9 / 54e6));
    CHECK(!ebb_latency_tells(1e9 / 24e6));
    ebb_latency *any = ebb_latency_calibrated();
    double tick = 1e9 / (double)ebb_latency_ticks(any, EBB_SECOND);
    ebb_latency *fine = ebb_latency_new();
    CHECK_EQUAL(fine != NULL, ebb_latency_tells(tick));
    if (fine != NULL) {
        ebb_latency_close(fine);
    }
    ebb_latency_close(any);
}

/*
 * Held against the clock that it is calibrated with, over a time of another
 * length: by ticks read around the clock's, which are no fewer, and by ticks
 * read between them, which are no more, wherever the thread is interrupted.
 */
static void ticks_are_nanoseconds_of_the_clock(void) {
    ebb_latency *latency = ebb_latency_calibrated();
    ebb_lane *lane = ebb_latency_lane(latency, EBB_LATENCY_FIRST);
    uint64_t first = ebb_ticks();
    int64_t before = ebb_now();
    uint64_t start = ebb_ticks();
    ebb_sleep_until(before + 50 * EBB_MILLISECOND);
    uint64_t end = ebb_ticks();
    int64_t after = ebb_now();
    uint64_t last = ebb_ticks();
    CHECK(nanoseconds_of(lane, last - first) >= 49.9e6);
    CHECK(nanoseconds_of(lane, end - start) <= (double)(after - before) * 1.001);
    CHECK(ebb_latency_overhead(latency) > 0);
    CHECK(ebb_latency_overhead(latency) < 10 * EBB_MILLISECOND); /* picoseconds: 10 us */
    double ticks = (double)ebb_latency_ticks(latency, 50 * EBB_MILLISECOND);
    CHECK(ticks <= (double)(last - first) * 1.001);
    ebb_latency_close(latency);
}

static void a_burst_is_timed_and_its_idle_time_is_not(void) {
    ebb_latency *latency = ebb_latency_calibrated();
    ebb_burst *burst = load_of(EBB_STEALING, 1);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_CHURN_PER_HOUR, 3600 * 50), EBB_OK);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_HOLD_MIN_US, 20000), EBB_OK);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_HOLD_MAX_US, 50000), EBB_OK);
    CHECK_EQUAL(ebb_burst_time(burst, latency), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    CHECK_EQUAL(ebb_burst_time(burst, latency), EBB_ERROR_STATE);
    int64_t blocks = ebb_burst_stat(burst, EBB_MALLOCS) + ebb_burst_stat(burst, EBB_ALIGNED);
    int64_t reallocs = ebb_burst_stat(burst, EBB_REALLOCS);
    int64_t frees = ebb_burst_stat(burst, EBB_FREES);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK); /* four rounds of ten events: over 160 ms */
    blocks = ebb_burst_stat(burst, EBB_MALLOCS) + ebb_burst_stat(burst, EBB_ALIGNED) - blocks;
    frees = ebb_burst_stat(burst, EBB_FREES) - frees;
    reallocs = ebb_burst_stat(burst, EBB_REALLOCS) - reallocs;
    CHECK_EQUAL(ebb_burst_idle(burst, 60 * EBB_MILLISECOND), EBB_OK);
    CHECK(ebb_burst_stat(burst, EBB_IDLE_CHECKS) > 0);
    CHECK(total(latency, EBB_LATENCY_FIRST_MALLOC) > 0);
    CHECK(total(latency, EBB_LATENCY_MALLOC) > 0);
    CHECK_EQUAL(total(latency, EBB_LATENCY_FIRST_MALLOC) + total(latency, EBB_LATENCY_MALLOC),
                blocks);
    CHECK_EQUAL(total(latency, EBB_LATENCY_FIRST_FREE) + total(latency, EBB_LATENCY_FREE), frees);
    CHECK_EQUAL(total(latency, EBB_LATENCY_FIRST_REALLOC) + total(latency, EBB_LATENCY_REALLOC),
                reallocs);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
    ebb_latency_close(latency);
}

int main(void) {
    values_fall_into_hdrhistograms_buckets();
    lanes_are_summed_and_reset();
    a_coarse_counter_is_refused();
    ticks_are_nanoseconds_of_the_clock();
    a_burst_is_timed_and_its_idle_time_is_not();
    return 0;
}
