/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "check.h"
#include "ebb.h"
#include "family_tree.h"
#include "observe/process.h"
#include "observe/timeline.h"

#define MIB (INT64_C(1) << 20)
/* What a process has beside its FAMILY_BYTES, at most. */
#ifdef __SANITIZE_THREAD__
#define OWN (8 * FAMILY_BYTES) /* several bytes for each of the process's own */
#else
#define OWN (15 * MIB)
#endif

static pid_t root;

/*
 * In place of libc's, for the shim too: the file of one process cannot be opened
 * or read, or each look finds one more process than the last. errno 0: all is well.
 */
static struct {
    int error;
    char path[64];
} unopened;
static int unread;
static bool is_restless;

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (unopened.error != 0 && strcmp(path, unopened.path) == 0) {
        errno = unopened.error;
        return -1;
    }
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* Which each look reads once. */
static bool is_loadavg(int file) {
    char link[64];
    char path[64] = "";
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    return readlink(link, path, sizeof path - 1) > 0 && strcmp(path, "/proc/loadavg") == 0;
}

ssize_t pread(int file, void *bytes, size_t size, off_t offset) {
    if (unread != 0) {
        errno = unread;
        return -1;
    }
    if (is_restless && is_loadavg(file)) {
        family_do(FAMILY_SMALL, 0);
    }
    return syscall(SYS_pread64, file, bytes, size, offset);
}

static void end(pid_t whom) {
    family_do(FAMILY_KILL, whom);
    family_do(FAMILY_REAP, whom);
}

static int64_t value(ebb_tree *tree, int32_t what) {
    CHECK_EQUAL(ebb_tree_read(tree), EBB_OK);
    return ebb_tree_value(tree, what);
}

static void sleep_ms(int64_t milliseconds) {
    ebb_sleep_until(ebb_now() + milliseconds * EBB_MILLISECOND);
}

/* Waits until a sample later than now satisfies; the last one. */
static ebb_sample sample_with(ebb_tree *tree, int64_t processes) {
    int64_t now = ebb_now();
    for (int i = 0; i < 1000; i++) {
        int64_t count = ebb_sampler_count(ebb_tree_sampler(tree));
        ebb_sample last = ebb_sampler_samples(ebb_tree_sampler(tree))[count > 0 ? count - 1 : 0];
        if (count > 0 && last.time > now && last.live_bytes == processes) {
            return last;
        }
        sleep_ms(10);
    }
    CHECK(!"no sample with so many processes within ten seconds");
    return (ebb_sample){0};
}

static void samples_hold_the_sum_over_those_that_are_there(void) {
    ebb_tree *tree = ebb_tree_new(root, 2 * EBB_MILLISECOND, 65536);
    CHECK(tree != NULL);
    CHECK_EQUAL(ebb_sampler_start(ebb_tree_sampler(tree)), EBB_OK);
    CHECK_EQUAL(ebb_sampler_start(ebb_tree_sampler(tree)), EBB_ERROR_STATE);
    CHECK_EQUAL(sample_with(tree, 0).rss_bytes, 0); /* the root is not of its tree */
    pid_t first = family_do(FAMILY_PRIVATE, 0);
    int64_t one = sample_with(tree, 1).rss_bytes;
    CHECK(one > FAMILY_BYTES && one < FAMILY_BYTES + OWN);
    pid_t second = family_do(FAMILY_PRIVATE, 0);
    int64_t two = sample_with(tree, 2).rss_bytes;
    CHECK(two - one > FAMILY_BYTES && two < 2 * one + MIB);
    pid_t orphan = family_do(FAMILY_ORPHAN, 0);
    int64_t three = sample_with(tree, 3).rss_bytes;
    CHECK(three - two > FAMILY_BYTES);
    family_do(FAMILY_KILL, first);
    CHECK(sample_with(tree, 2).rss_bytes < three - FAMILY_BYTES); /* not yet waited for */
    family_do(FAMILY_REAP, first);
    end(second);
    end(orphan);
    CHECK_EQUAL(sample_with(tree, 0).rss_bytes, 0);
    CHECK(ebb_sampler_range(ebb_tree_sampler(tree), 0) >= three); /* from none at all */
    CHECK_EQUAL(ebb_sampler_range(ebb_tree_sampler(tree), INT64_MAX), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_sampler_stop(ebb_tree_sampler(tree)), EBB_OK);
    CHECK_EQUAL(ebb_sampler_stop(ebb_tree_sampler(tree)), EBB_ERROR_STATE);
    CHECK(ebb_sampler_cpu(ebb_tree_sampler(tree)) > 0);
    CHECK_EQUAL(ebb_sampler_interval(ebb_tree_sampler(tree)), 2 * EBB_MILLISECOND);
    const ebb_sample *sample = ebb_sampler_samples(ebb_tree_sampler(tree));
    for (int64_t i = 1; i < ebb_sampler_count(ebb_tree_sampler(tree)); i++) {
        CHECK(sample[i].time > sample[i - 1].time);
    }
    ebb_tree_close(tree);
}

static void those_that_came_and_went_are_counted_and_named(void) {
    pid_t before = family_do(FAMILY_PRIVATE, 0);
    ebb_tree *tree = ebb_tree_new(root, EBB_MILLISECOND, 1024);
    CHECK(tree != NULL);
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_CAME), -1);
    pid_t later = family_do(FAMILY_ORPHAN, 0);
    CHECK_EQUAL(value(tree, EBB_TREE_CAME), 2);
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_WENT), 0);
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_PROCESSES), 2);
    end(before);
    CHECK_EQUAL(value(tree, EBB_TREE_WENT), 1);
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_PROCESSES), 1);
    CHECK_EQUAL(ebb_tree_seen(tree), 2);
    CHECK_EQUAL(ebb_tree_seen_pid(tree, 0), before);
    CHECK_EQUAL(ebb_tree_seen_pid(tree, 1), later);
    CHECK_EQUAL(strcmp(ebb_tree_seen_name(tree, 1), "tree_test"), 0);
    CHECK_EQUAL(ebb_tree_seen_pid(tree, 2), EBB_ERROR_RANGE);
    CHECK(ebb_tree_seen_name(tree, -1) == NULL);
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_VALUES), -1);
    end(later);
    ebb_tree_close(tree);
}

static int64_t cpu(ebb_tree *tree) {
    return value(tree, EBB_TREE_CPU_USER) + ebb_tree_value(tree, EBB_TREE_CPU_SYS);
}

/* Once: more than none, less than twice. What starting and ending a process takes is counted with
 * it and is not bounded closer: a sanitizer's process on a slow machine took 100 ms. */
static void burnt_once(int64_t nanoseconds) {
    CHECK(nanoseconds >= (FAMILY_BURN_MS - 20) * EBB_MILLISECOND);
    CHECK(nanoseconds < 2 * (FAMILY_BURN_MS - 20) * EBB_MILLISECOND);
}

static void what_the_dead_have_used_is_counted_once(void) {
    ebb_tree *tree = ebb_tree_new(root, EBB_MILLISECOND, 1024);
    int64_t before = cpu(tree);
    pid_t dead = family_do(FAMILY_BURNT, 0);
    int64_t unreaped = cpu(tree);
    int64_t faults = ebb_tree_value(tree, EBB_TREE_FAULTS);
    burnt_once(unreaped - before);
    family_do(FAMILY_REAP, dead);
    CHECK_EQUAL((cpu(tree) - unreaped) / (30 * EBB_MILLISECOND), 0); /* two ticks, rounded */
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_FAULTS), faults);

    before = cpu(tree);
    pid_t heir = family_do(FAMILY_HEIR, 0);
    burnt_once(cpu(tree) - before);
    end(heir);
    burnt_once(cpu(tree) - before);

    faults = ebb_tree_value(tree, EBB_TREE_FAULTS);
    pid_t live = family_do(FAMILY_PRIVATE, 0);
    int64_t more = value(tree, EBB_TREE_FAULTS);
    CHECK(more > faults); /* fewer than pages, where they are huge ones */
    end(live);
    CHECK(value(tree, EBB_TREE_FAULTS) >= more);
    ebb_tree_close(tree);
}

static void memory_is_summed_and_shared_pages_count_once_in_pss(void) {
    ebb_tree *tree = ebb_tree_new(root, EBB_MILLISECOND, 1024);
    pid_t first = family_do(FAMILY_SHARED, 0);
    pid_t second = family_do(FAMILY_SHARED, 0);
    CHECK(value(tree, EBB_TREE_RSS) > 2 * FAMILY_BYTES);
    int64_t shared = ebb_tree_value(tree, EBB_TREE_RSS) - ebb_tree_value(tree, EBB_TREE_PSS);
    CHECK(shared >= FAMILY_BYTES);
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_UNREADABLE), 0);
    CHECK(ebb_tree_value(tree, EBB_TREE_LAZYFREE) >= 0 && ebb_tree_value(tree, EBB_TREE_THP) >= 0);
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_SWAP), 0);
    end(first);
    end(second);
    CHECK_EQUAL(value(tree, EBB_TREE_RSS), 0);
    ebb_tree_close(tree);
}

static void peaks_are_summed_and_can_be_reset(void) {
    ebb_tree *tree = ebb_tree_new(root, EBB_MILLISECOND, 1024);
    pid_t one = family_do(FAMILY_PRIVATE, 0);
    pid_t other = family_do(FAMILY_PRIVATE, 0);
    CHECK(value(tree, EBB_TREE_PEAK) >= 4 * FAMILY_BYTES);
    CHECK_EQUAL(ebb_tree_reset_peak(tree), EBB_OK);
    int64_t peak = value(tree, EBB_TREE_PEAK);
    CHECK(peak >= 2 * FAMILY_BYTES && peak < 2 * (FAMILY_BYTES + OWN));
    end(one);
    end(other);
    ebb_tree_close(tree);
}

/* Until the next call; error 0: it can be opened again. */
static void refuse(pid_t process, const char *file, int error) {
    unopened.error = error;
    snprintf(unopened.path, sizeof unopened.path, "/proc/%d/%s", (int)process, file);
}

static void fails_with(ebb_tree *tree, int error) {
    CHECK_EQUAL(ebb_tree_read(tree), EBB_ERROR_SYSTEM);
    CHECK_EQUAL(errno, error);
}

static void nobody_is_lost_by_a_read_that_fails(void) {
    ebb_tree *tree = ebb_tree_new(root, EBB_MILLISECOND, 1024);
    pid_t first = family_do(FAMILY_SMALL, 0);
    CHECK_EQUAL(value(tree, EBB_TREE_CAME), 1);
    pid_t second = family_do(FAMILY_SMALL, 0);
    pid_t third = family_do(FAMILY_SMALL, 0);
    refuse(second, "stat", EMFILE);
    fails_with(tree, EMFILE);
    refuse(third, "statm", EMFILE);
    fails_with(tree, EMFILE);
    refuse(third, "smaps_rollup", ENFILE);
    fails_with(tree, ENFILE);
    refuse(third, "smaps_rollup", 0);
    unread = EIO;
    fails_with(tree, EIO);
    unread = 0;
    CHECK_EQUAL(value(tree, EBB_TREE_CAME), 3);
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_WENT), 0);
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_PROCESSES), 3);
    end(first);
    end(second);
    end(third);
    ebb_tree_close(tree);
}

static void what_another_user_has_is_not_read(void) {
    ebb_tree *tree = ebb_tree_new(root, EBB_MILLISECOND, 1024);
    pid_t one = family_do(FAMILY_PRIVATE, 0);
    refuse(one, "smaps_rollup", EACCES);
    CHECK_EQUAL(value(tree, EBB_TREE_UNREADABLE), 1);
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_RSS), 0);
    CHECK_EQUAL(ebb_tree_value(tree, EBB_TREE_PROCESSES), 1);
    pid_t hidden = family_do(FAMILY_SMALL, 0);
    refuse(hidden, "stat", EPERM);
    CHECK_EQUAL(value(tree, EBB_TREE_PROCESSES), 1);
    refuse(hidden, "stat", 0);
    end(one);
    end(hidden);
    ebb_tree_close(tree);
}

static void a_tree_that_is_never_at_rest_has_no_sum(void) {
    ebb_tree *tree = ebb_tree_new(root, EBB_MILLISECOND, 1024);
    is_restless = true;
    CHECK_EQUAL(ebb_tree_read(tree), EBB_ERROR_RESTLESS);
    is_restless = false;
    CHECK(value(tree, EBB_TREE_PROCESSES) >= 100);
    for (int64_t i = 0; i < ebb_tree_seen(tree); i++) {
        end(ebb_tree_seen_pid(tree, i));
    }
    ebb_tree_close(tree);
}

/* Their list stands before VmHWM. Where this user may not have so many there is nothing to test. */
static void the_peak_of_a_member_of_many_groups_is_read(void) {
    enum { MANY = 800 };
    gid_t groups[MANY];
    int64_t peak = 0;
    for (gid_t i = 0; i < MANY; i++) {
        groups[i] = 1000000000 + i;
    }
    int told[2];
    CHECK_EQUAL(pipe2(told, O_CLOEXEC), 0);
    pid_t child = fork();
    if (child == 0) {
        bool is_member = setgroups(MANY, groups) == 0;
        CHECK_EQUAL(write(told[1], &is_member, sizeof is_member), sizeof is_member);
        pause();
    }
    bool is_member;
    CHECK_EQUAL(read(told[0], &is_member, sizeof is_member), sizeof is_member);
    bool is_read = ebb_process_read_peak(child, &peak);
    kill(child, SIGKILL);
    CHECK_EQUAL(waitpid(child, NULL, 0), child);
    CHECK(is_read && (!is_member || peak > 0));
    close(told[0]);
    close(told[1]);
}

static void names_may_hold_anything(void) {
    ebb_process_stat stat;
    CHECK(ebb_process_parse_stat(
        "12 (a) b (c) R 7 12 12 0 -1 4194560 101 202 3 4 11 12 13 14 20 0 1", &stat));
    CHECK_EQUAL(strcmp(stat.name, "a) b (c"), 0);
    CHECK_EQUAL(stat.parent, 7);
    CHECK_EQUAL(stat.own.faults, 101);
    CHECK_EQUAL(stat.reaped.faults, 202);
    CHECK_EQUAL(stat.own.user, 11 * EBB_SECOND / sysconf(_SC_CLK_TCK));
    CHECK_EQUAL(stat.own.system, 12 * EBB_SECOND / sysconf(_SC_CLK_TCK));
    CHECK_EQUAL(stat.reaped.user, 13 * EBB_SECOND / sysconf(_SC_CLK_TCK));
    CHECK_EQUAL(stat.reaped.system, 14 * EBB_SECOND / sysconf(_SC_CLK_TCK));
    CHECK(!ebb_process_parse_stat("12 (a) R 7 12 12 0 -1 4194560 101 202 3 4 11 12 13", &stat));
    CHECK(!ebb_process_parse_stat("12 (a)", &stat));
    CHECK(!ebb_process_parse_stat("", &stat));
}

static void a_full_timeline_halves_itself(void) {
    ebb_timeline timeline = {.samples = NULL};
    CHECK(!ebb_timeline_open(&timeline, EBB_MILLISECOND - 1, 1024) && errno == EINVAL);
    CHECK(!ebb_timeline_open(&timeline, EBB_MILLISECOND, 1023) && errno == EINVAL);
    CHECK(ebb_timeline_open(&timeline, EBB_MILLISECOND, 1025));
    for (int64_t i = 0; i <= 1024; i++) {
        ebb_sample sample = {.time = i, .rss_bytes = i % 2 == 0 ? 9 : 5};
        CHECK(ebb_timeline_add(&timeline, sample));
    }
    CHECK_EQUAL(timeline.count, 513);
    CHECK_EQUAL(timeline.interval, 2 * EBB_MILLISECOND);
    CHECK_EQUAL(timeline.samples[1].time, 2); /* of each pair the higher one */
    CHECK_EQUAL(timeline.samples[512].time, 1024);
    ebb_timeline_close(&timeline);
}

static void a_root_that_is_gone_is_an_error(void) {
    ebb_tree *tree = ebb_tree_new(root, EBB_MILLISECOND, 1024);
    CHECK_EQUAL(ebb_sampler_start(ebb_tree_sampler(tree)), EBB_OK);
    family_do(FAMILY_END, 0);
    CHECK_EQUAL(waitpid(root, NULL, 0), root);
    CHECK_EQUAL(ebb_tree_read(tree), EBB_ERROR_SYSTEM);
    CHECK_EQUAL(errno, ESRCH);
    CHECK_EQUAL(ebb_sampler_stop(ebb_tree_sampler(tree)), EBB_OK); /* no process: a sum of 0 */
    ebb_tree_close(tree);
    errno = 0;
    CHECK(ebb_tree_new(root, EBB_MILLISECOND, 1024) == NULL && errno == ESRCH);
    CHECK(ebb_tree_new(-1, EBB_MILLISECOND, 1024) == NULL && errno == ESRCH);
    CHECK(ebb_tree_new(getpid(), 1, 1024) == NULL && errno == EINVAL);
}

int main(void) {
    root = family_open();
    samples_hold_the_sum_over_those_that_are_there();
    those_that_came_and_went_are_counted_and_named();
    what_the_dead_have_used_is_counted_once();
    memory_is_summed_and_shared_pages_count_once_in_pss();
    peaks_are_summed_and_can_be_reset();
    nobody_is_lost_by_a_read_that_fails();
    what_another_user_has_is_not_read();
    a_tree_that_is_never_at_rest_has_no_sum();
    the_peak_of_a_member_of_many_groups_is_read();
    names_may_hold_anything();
    a_full_timeline_halves_itself();
    a_root_that_is_gone_is_an_error();
    return 0;
}
