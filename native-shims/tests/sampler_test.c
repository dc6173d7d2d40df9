/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "load.h"
#include "observe/timeline.h"

#define MIB (INT64_C(1) << 20)

static void sleep_ms(int64_t milliseconds) {
    ebb_sleep_until(ebb_now() + milliseconds * EBB_MILLISECOND);
}

static void sees_pages_come_and_go(void) {
    ebb_sampler *sampler = ebb_sampler_new(2 * EBB_MILLISECOND, 1024);
    CHECK(sampler != NULL);
    CHECK_EQUAL(ebb_sampler_start(sampler), EBB_OK);
    sleep_ms(250);
    char *pages = mmap(NULL, 64 * MIB, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    CHECK(pages != MAP_FAILED);
    sleep_ms(250);
    int64_t start = ebb_now();
    sleep_ms(250);
    CHECK(ebb_sampler_range(sampler, start) < MIB);
    munmap(pages, 64 * MIB);
    sleep_ms(250);
    int64_t range = ebb_sampler_range(sampler, start);
    CHECK(range > 63 * MIB && range < 65 * MIB);
    CHECK_EQUAL(ebb_sampler_range(sampler, ebb_now() + EBB_SECOND), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_sampler_stop(sampler), EBB_OK);
    int64_t count = ebb_sampler_count(sampler);
    const ebb_sample *sample = ebb_sampler_samples(sampler);
    CHECK(count >= 20); /* of 375: a busy machine may delay the thread */
    int64_t highest = 0;
    for (int64_t i = 0; i < count; i++) {
        CHECK(i == 0 || sample[i].time > sample[i - 1].time);
        CHECK_EQUAL(sample[i].live_bytes, 0);
        if (sample[i].rss_bytes > highest) {
            highest = sample[i].rss_bytes;
        }
    }
    CHECK(highest - sample[0].rss_bytes > 63 * MIB && highest - sample[0].rss_bytes < 65 * MIB);
    CHECK(sample[count - 1].rss_bytes - sample[0].rss_bytes < MIB);
    CHECK(ebb_sampler_cpu(sampler) > 0);
    ebb_sampler_close(sampler);
}

static void halving_keeps_the_higher_of_each_pair(void) {
    ebb_sample samples[] = {{1, 10, 0}, {2, 30, 5}, {3, 40, 7}, {4, 20, 6}, {5, 9, 1}, {6, 9, 2}};
    ebb_samples_halve(samples, 6);
    CHECK_EQUAL(samples[0].time, 2);
    CHECK_EQUAL(samples[0].rss_bytes, 30);
    CHECK_EQUAL(samples[0].live_bytes, 5);
    CHECK_EQUAL(samples[1].time, 3);
    CHECK_EQUAL(samples[2].time, 5);
}

static void a_full_timeline_halves_itself(void) {
    ebb_sampler *sampler = ebb_sampler_new(EBB_MILLISECOND, 1024);
    CHECK_EQUAL(ebb_sampler_start(sampler), EBB_OK);
    for (int i = 0; i < 200 && ebb_sampler_interval(sampler) == EBB_MILLISECOND; i++) {
        sleep_ms(50);
    }
    sleep_ms(20);
    CHECK_EQUAL(ebb_sampler_stop(sampler), EBB_OK);
    CHECK_EQUAL(ebb_sampler_interval(sampler), 2 * EBB_MILLISECOND);
    int64_t count = ebb_sampler_count(sampler);
    CHECK(count >= 512 && count < 1024);
    const ebb_sample *sample = ebb_sampler_samples(sampler);
    for (int64_t i = 1; i < count; i++) {
        CHECK(sample[i].time > sample[i - 1].time);
    }
    ebb_sampler_close(sampler);
}

static void records_the_live_bytes_of_a_burst(void) {
    ebb_burst *burst = load_of(EBB_STEALING, 1);
    ebb_sampler *sampler = ebb_sampler_new(EBB_MILLISECOND, 4096);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_HOLD_MAX_US, 20000), EBB_OK);
    CHECK_EQUAL(ebb_burst_start(burst), EBB_OK);
    ebb_sampler_watch(sampler, burst);
    CHECK_EQUAL(ebb_sampler_start(sampler), EBB_OK);
    CHECK_EQUAL(ebb_burst_run(burst), EBB_OK);
    sleep_ms(20);
    CHECK_EQUAL(ebb_sampler_stop(sampler), EBB_OK);
    const ebb_sample *sample = ebb_sampler_samples(sampler);
    int64_t count = ebb_sampler_count(sampler);
    int64_t peak = ebb_burst_stat(burst, EBB_LIVE_PEAK_BYTES);
    int64_t highest = 0;
    for (int64_t i = 0; i < count; i++) {
        highest = sample[i].live_bytes > highest ? sample[i].live_bytes : highest;
    }
    CHECK(highest > 0);
    CHECK(highest <= peak + (LOAD_WORKERS + 1) * 32768); /* the grain that the ledger is told in */
    CHECK_EQUAL(sample[count - 1].live_bytes, 0);
    ebb_sampler_close(sampler);
    CHECK_EQUAL(ebb_burst_close(burst), EBB_OK);
}

static ebb_sample last_of(const char *name) {
    ebb_sample sample;
    ebb_sample last = {0, 0, 0};
    FILE *file = fopen(name, "rb");
    CHECK(file != NULL);
    while (fread(&sample, sizeof sample, 1, file) == 1) {
        last = sample.time > last.time ? sample : last;
    }
    fclose(file);
    return last;
}

/* A new file for the samples of what is opened from now on. */
static void sample_into(char *name) {
    int file = mkstemp(name);
    CHECK(file >= 0);
    close(file);
    setenv("EBB_TIMELINE", name, 1);
}

static void samples_outlive_a_process_that_is_killed(void) {
    char name[] = "timeline-XXXXXX";
    sample_into(name);
    int64_t start = ebb_now();
    pid_t child = fork();
    if (child == 0) {
        ebb_sampler *sampler = ebb_sampler_new(EBB_MILLISECOND, 1024);
        CHECK(sampler != NULL && ebb_sampler_start(sampler) == EBB_OK);
        while (ebb_sampler_count(sampler) < 3) {
            sleep_ms(1);
        }
        kill(getpid(), SIGKILL);
    }
    int status;
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    ebb_sample last = last_of(name);
    CHECK(last.time > start && last.time < ebb_now());
    CHECK(last.rss_bytes > 0);
    unlink(name);
    CHECK(ebb_sampler_new(EBB_MILLISECOND, 1024) == NULL); /* the file is gone */
    unsetenv("EBB_TIMELINE");
}

static void the_file_has_the_samples_that_the_timeline_has(void) {
    char name[] = "timeline-XXXXXX";
    ebb_timeline timeline = {.samples = NULL};
    sample_into(name);
    CHECK(ebb_timeline_open(&timeline, EBB_MILLISECOND, 1024));
    for (int64_t i = 1; i <= 1030; i++) {
        CHECK(ebb_timeline_add(&timeline, (ebb_sample){i, 10 * i, 100 * i}));
    }
    FILE *file = fopen(name, "rb");
    CHECK(file != NULL);
    CHECK_EQUAL(timeline.count, 512 + 6); /* halved once */
    for (int64_t i = 0; i < timeline.count; i++) {
        ebb_sample sample;
        CHECK_EQUAL(fread(&sample, sizeof sample, 1, file), 1);
        CHECK_EQUAL(memcmp(&sample, &timeline.samples[i], sizeof sample), 0);
    }
    fclose(file);
    ebb_timeline_close(&timeline);
    unlink(name);
    setenv("EBB_TIMELINE", "/dev/full", 1);
    timeline = (ebb_timeline){.samples = NULL};
    CHECK(ebb_timeline_open(&timeline, EBB_MILLISECOND, 1024));
    CHECK(!ebb_timeline_add(&timeline, (ebb_sample){1, 1, 1}) && errno == ENOSPC);
    ebb_timeline_close(&timeline);
    unsetenv("EBB_TIMELINE");
}

enum { ADDRESS_SPACE, RESIDENT, OF_FILES };

static int64_t statm_pages(int which) {
    char line[128] = {0};
    int file = open("/proc/self/statm", O_RDONLY);
    CHECK(file >= 0 && read(file, line, sizeof line - 1) > 0);
    close(file);
    char *at = line;
    int64_t number = strtoll(at, &at, 10);
    for (; which > 0; which--) {
        number = strtoll(at, &at, 10);
    }
    return number;
}

/* What is resident of a file the kernel may take at any time, and RSS falls. */
static void the_samples_are_no_pages_of_their_file(void) {
    char name[] = "timeline-XXXXXX";
    sample_into(name);
    int64_t before = statm_pages(OF_FILES);
    ebb_sampler *sampler = ebb_sampler_new(EBB_MILLISECOND, 1 << 18);
    CHECK(sampler != NULL);
    CHECK((statm_pages(OF_FILES) - before) * sysconf(_SC_PAGESIZE) < MIB); /* of 6 */
    ebb_sampler_close(sampler);
    unlink(name);
    unsetenv("EBB_TIMELINE");
}

/* So many samples that one more, or one less, takes another number of pages. */
static void an_odd_capacity_leaves_nothing_mapped(void) {
    const int64_t page = sysconf(_SC_PAGESIZE);
    int64_t capacity = 1025;
    while ((capacity - 1) * (int64_t)sizeof(ebb_sample) % page != 0) {
        capacity += 2;
    }
    int64_t before = statm_pages(ADDRESS_SPACE);
    ebb_sampler *sampler = ebb_sampler_new(EBB_MILLISECOND, capacity);
    CHECK(sampler != NULL);
    CHECK(statm_pages(ADDRESS_SPACE) > before);
    ebb_sampler_close(sampler);
    CHECK_EQUAL(statm_pages(ADDRESS_SPACE), before);
}

static void refuses_what_is_out_of_range(void) {
    CHECK(ebb_sampler_new(EBB_MILLISECOND - 1, 1024) == NULL);
    CHECK(ebb_sampler_new(EBB_MILLISECOND, 1023) == NULL);
    CHECK(ebb_sampler_new(EBB_MILLISECOND, (1 << 24) + 1) == NULL);
}

static void proc_files_are_read_whole(void) {
    ebb_proc *proc = ebb_proc_open();
    CHECK(proc != NULL);
    CHECK(strstr(ebb_proc_read(proc, EBB_PROC_STATUS), "\nVmHWM:") != NULL);
    CHECK(strstr(ebb_proc_read(proc, EBB_PROC_SMAPS_ROLLUP), "\nLazyFree:") != NULL);
    const char *maps = ebb_proc_read(proc, EBB_PROC_MAPS);
    CHECK(maps[strlen(maps) - 1] == '\n' && strstr(maps, "[stack]") != NULL);
    CHECK(ebb_proc_read(proc, 3) == NULL);
    CHECK(ebb_proc_rss(proc) > MIB);
    CHECK_EQUAL(ebb_proc_reset_peak(proc), EBB_OK);
    ebb_proc_close(proc);
}

int main(void) {
    sees_pages_come_and_go();
    halving_keeps_the_higher_of_each_pair();
    a_full_timeline_halves_itself();
    records_the_live_bytes_of_a_burst();
    samples_outlive_a_process_that_is_killed();
    the_file_has_the_samples_that_the_timeline_has();
    the_samples_are_no_pages_of_their_file();
    an_odd_capacity_leaves_nothing_mapped();
    refuses_what_is_out_of_range();
    proc_files_are_read_whole();
    return 0;
}
