/* SPDX-License-Identifier: Apache-2.0 */
/* The handle of a burst: its life cycle, and what is counted in each phase. */
#define _GNU_SOURCE
#include "burst.h"

#include <errno.h>
#include <sys/resource.h>

#include "allocator/allocator.h"
#include "burst_threads.h"
#include "burst_time.h"
#include "fields.h"
#include "main_task.h"

static int64_t nanoseconds(struct timeval time) {
    return (int64_t)time.tv_sec * EBB_SECOND + (int64_t)time.tv_usec * 1000;
}

typedef struct {
    int64_t user;
    int64_t sys;
    int64_t faults;
} usage;

static usage usage_now(void) {
    struct rusage now;
    getrusage(RUSAGE_SELF, &now);
    return (usage){nanoseconds(now.ru_utime), nanoseconds(now.ru_stime), now.ru_minflt};
}

ebb_burst *ebb_burst_new(void) {
    return ebb_map(sizeof(ebb_burst));
}

static void unmap_parts(ebb_burst *burst) {
    size_t workers = (size_t)burst->field[EBB_WORKERS];
    ebb_unmap(burst->accounts, ebb_burst_accounts(burst) * sizeof(ebb_account));
    ebb_unmap(burst->workers, workers * sizeof(ebb_worker));
    ebb_unmap(burst->starters, workers * sizeof(ebb_starter));
    burst->accounts = NULL;
    burst->workers = NULL;
    burst->starters = NULL;
}

static int32_t map_parts(ebb_burst *burst) {
    size_t workers = (size_t)burst->field[EBB_WORKERS];
    burst->accounts = ebb_map(ebb_burst_accounts(burst) * sizeof(ebb_account));
    burst->workers = ebb_map(workers * sizeof(ebb_worker));
    burst->starters = ebb_map(workers * sizeof(ebb_starter));
    if (burst->accounts == NULL || burst->workers == NULL || burst->starters == NULL) {
        unmap_parts(burst);
        return EBB_ERROR_SYSTEM;
    }
    return EBB_OK;
}

/*
 * A thread's first blocks of a size can cost memory for good (mimalloc 3 takes
 * a huge page): that belongs to the base, so each worker starts with one check of
 * each kind.
 */
static void touch_allocator(ebb_worker *worker, void *argument) {
    (void)argument;
    ebb_check_http(worker->account);
    ebb_check_task(worker->account, 0);
}

static void finish_poll(ebb_worker *worker, void *argument) {
    (void)worker;
    (void)argument;
}

int32_t ebb_burst_release(ebb_burst *burst, ebb_releaser *releaser, int32_t when) {
    const int32_t parks = EBB_RELEASE_PARK | EBB_RELEASE_PARK_LIGHT;
    if (burst->started) {
        return EBB_ERROR_STATE;
    }
    if ((when & ~(parks | EBB_RELEASE_AFTER_BURST)) != 0 || when == 0 || (when & parks) == parks) {
        return EBB_ERROR_RANGE;
    }
    if (ebb_release_words() == NULL ||
        ((when & EBB_RELEASE_PARK_LIGHT) != 0 && ebb_release_light_words() == NULL)) {
        return EBB_ERROR_ABSENT;
    }
    burst->releaser = releaser;
    burst->release_when = when;
    return EBB_OK;
}

static void release_before_park(ebb_worker *worker, void *argument) {
    (void)worker;
    ebb_burst *burst = argument;
    bool light = (burst->release_when & EBB_RELEASE_PARK_LIGHT) != 0;
    ebb_releaser_make(burst->releaser, light ? ebb_release_light : ebb_release_owner);
}

static void *make_release(void *releaser) {
    ebb_releaser_make(releaser, ebb_release);
    return NULL;
}

/* As the idle period begins, and not behind each burst: one that follows another directly keeps
 * all. */
static int32_t release_after_burst(ebb_burst *burst) {
    pthread_t thread;
    if ((burst->release_when & EBB_RELEASE_AFTER_BURST) == 0) {
        return EBB_OK;
    }
    if (ebb_thread_start(&thread, "ebb-release", make_release, burst->releaser) != 0) {
        return EBB_ERROR_SYSTEM;
    }
    pthread_join(thread, NULL);
    return EBB_OK;
}

int32_t ebb_burst_start(ebb_burst *burst) {
    if (burst->started) {
        return EBB_ERROR_STATE;
    }
    int32_t status = ebb_fields_check(burst);
    if (status == EBB_OK) {
        status = map_parts(burst);
    }
    if (status != EBB_OK) {
        return status;
    }
    uint32_t workers = (uint32_t)burst->field[EBB_WORKERS];
    for (uint32_t i = 0; i < ebb_burst_accounts(burst); i++) {
        ebb_account_open(&burst->accounts[i], &burst->ledger, i);
    }
    ebb_pool_open(&burst->pool, burst->workers, burst->accounts, workers,
                  burst->field[EBB_TOPOLOGY] == EBB_SAME_THREAD);
    if ((burst->release_when & (EBB_RELEASE_PARK | EBB_RELEASE_PARK_LIGHT)) != 0) {
        burst->pool.before_park = release_before_park;
        burst->pool.before_park_argument = burst;
    }
    ebb_check_open(&burst->check, burst);
    (void)ebb_release_words(); /* looked up now, not during a step of the ladder */
    status = ebb_burst_time_open(burst);
    if (status == EBB_OK) {
        status = ebb_threads_start(burst);
    }
    if (status != EBB_OK) {
        int error = errno;
        ebb_threads_end(burst);
        ebb_pool_close(&burst->pool);
        unmap_parts(burst);
        errno = error;
        return status;
    }
    ebb_pool_each(&burst->pool, touch_allocator, NULL);
    /* Only from here on: what starting the threads allocated has all been freed. */
    burst->ledger.survive_below =
        (uint64_t)((double)burst->field[EBB_SURVIVORS_PPM] / 1e6 * 0x1p64 * (1 - 0x1p-53));
    burst->started = true;
    return EBB_OK;
}

static int64_t sum_accounts(const ebb_burst *burst, size_t offset) {
    int64_t total = 0;
    for (size_t i = 0; i < ebb_burst_accounts(burst); i++) {
        const char *account = (const char *)&burst->accounts[i];
        total += atomic_load((const ebb_count *)(const void *)(account + offset));
    }
    return total;
}

static int64_t sum_workers(const ebb_burst *burst, size_t offset) {
    int64_t total = 0;
    for (int64_t i = 0; i < burst->field[EBB_WORKERS]; i++) {
        const char *worker = (const char *)&burst->workers[i];
        total += atomic_load((const ebb_count *)(const void *)(worker + offset));
    }
    return total;
}

int32_t ebb_burst_run(ebb_burst *burst) {
    if (!burst->started) {
        return EBB_ERROR_STATE;
    }
    int32_t status = ebb_threads_start(burst);
    if (status != EBB_OK) {
        return status;
    }
    ebb_ledger_restart_peak(&burst->ledger, burst->accounts, ebb_burst_accounts(burst));
    int64_t tasks = sum_workers(burst, offsetof(ebb_worker, tasks));
    int64_t steals = sum_workers(burst, offsetof(ebb_worker, steals));
    ebb_burst_time_start(burst);
    usage before = usage_now();
    burst->stat[EBB_BURST_START] = ebb_now();
    ebb_main_run(burst);
    burst->stat[EBB_BURST_END] = ebb_now();
    usage after = usage_now();
    burst->stat[EBB_BURST_CPU_USER] = after.user - before.user;
    burst->stat[EBB_BURST_CPU_SYS] = after.sys - before.sys;
    burst->stat[EBB_BURST_FAULTS] = after.faults - before.faults;
    if (burst->field[EBB_TOPOLOGY] == EBB_EXITED) {
        ebb_pool_stop(&burst->pool);
    } else {
        ebb_pool_each(&burst->pool, finish_poll, NULL);
    }
    ebb_burst_time_end(burst);
    burst->stat[EBB_TASKS] = sum_workers(burst, offsetof(ebb_worker, tasks)) - tasks;
    burst->stat[EBB_STEALS] = sum_workers(burst, offsetof(ebb_worker, steals)) - steals;
    bool leaked = burst->ledger.survive_below == 0 && ebb_burst_stat(burst, EBB_LIVE_BLOCKS) != 0;
    burst->mixed = ebb_congruence(burst->mixed);
    return leaked ? EBB_ERROR_LIVE : EBB_OK;
}

int32_t ebb_burst_idle(ebb_burst *burst, int64_t nanoseconds) {
    if (!burst->started) {
        return EBB_ERROR_STATE;
    }
    if (nanoseconds < 0) {
        return EBB_ERROR_RANGE;
    }
    usage before = usage_now();
    int64_t checks = atomic_load(&burst->check.run);
    int64_t start = ebb_now();
    int32_t status = release_after_burst(burst);
    if (status != EBB_OK) {
        return status;
    }
    ebb_check_until(&burst->check, start + nanoseconds);
    burst->stat[EBB_IDLE_START] = start;
    burst->stat[EBB_IDLE_END] = ebb_now();
    usage after = usage_now();
    burst->stat[EBB_IDLE_CPU] = after.user - before.user + after.sys - before.sys;
    burst->stat[EBB_IDLE_CHECKS] = atomic_load(&burst->check.run) - checks;
    return EBB_OK;
}

static void drop_survivors(ebb_step *step, ebb_account *account) {
    (void)step;
    ebb_account_drop_survivors(account);
}

int32_t ebb_burst_drop_survivors(ebb_burst *burst) {
    if (!burst->started) {
        return EBB_ERROR_STATE;
    }
    burst->step.act = drop_survivors;
    ebb_threads_take(burst, &burst->step);
    for (size_t i = 0; i < ebb_burst_accounts(burst); i++) {
        ebb_account_drop_survivors(&burst->accounts[i]);
    }
    return ebb_burst_stat(burst, EBB_LIVE_BLOCKS) == 0 ? EBB_OK : EBB_ERROR_LIVE;
}

int64_t ebb_burst_stat(const ebb_burst *burst, int32_t stat) {
    if (stat < 0 || stat >= EBB_STATS || !burst->started) {
        return 0;
    }
    switch (stat) {
    case EBB_LIVE_PEAK_BYTES:
        return atomic_load(&burst->ledger.peak_bytes);
    case EBB_LIVE_PEAK_BLOCKS:
        return atomic_load(&burst->ledger.peak_blocks);
    case EBB_LIVE_BYTES:
        return atomic_load(&burst->ledger.live_bytes) +
               sum_accounts(burst, offsetof(ebb_account, pending_bytes));
    case EBB_LIVE_BLOCKS:
        return atomic_load(&burst->ledger.live_blocks) +
               sum_accounts(burst, offsetof(ebb_account, pending_blocks));
    case EBB_MALLOCS:
        return sum_accounts(burst, offsetof(ebb_account, mallocs));
    case EBB_ALIGNED:
        return sum_accounts(burst, offsetof(ebb_account, aligned));
    case EBB_REALLOCS:
        return sum_accounts(burst, offsetof(ebb_account, reallocs));
    case EBB_FREES:
        return sum_accounts(burst, offsetof(ebb_account, frees));
    case EBB_FREES_REMOTE:
        return sum_accounts(burst, offsetof(ebb_account, frees_remote));
    case EBB_BYTES:
        return sum_accounts(burst, offsetof(ebb_account, bytes));
    default:
        return burst->stat[stat];
    }
}

int32_t ebb_burst_close(ebb_burst *burst) {
    if (burst->started) {
        ebb_threads_end(burst);
        ebb_pool_close(&burst->pool);
        unmap_parts(burst);
    }
    ebb_unmap(burst, sizeof *burst);
    return EBB_OK;
}
