/* SPDX-License-Identifier: Apache-2.0 */
/* What an ebb_burst is made of; the ABI's side of it is in ebb.h. */
#ifndef EBB_BURST_H
#define EBB_BURST_H

#include "ebb.h"
#include "pool/pool.h"

#define EBB_EXTRA_ACCOUNTS 2 /* the main thread's and the reaper's */

/* A step of the ladder that every thread of the load takes. */
typedef struct {
    ebb_burst *burst;
    int32_t probe;
    _Alignas(EBB_LINE) ebb_word arriving; /* threads that have not come yet */
    ebb_word acting;                      /* threads that have not done it yet */
    _Atomic int32_t status;               /* of the first that failed */
    _Atomic int failure;                  /* its errno */
} ebb_step;

/* A thread that frees what it is given, and does nothing else. */
typedef struct {
    _Alignas(EBB_LINE) ebb_stack given;
    ebb_word parcels;         /* changes with each first task on the stack, and each step */
    _Atomic(ebb_step *) step; /* to be taken; NULL: none */
    _Atomic bool stopping;
    ebb_account *account;
    pthread_t thread;
} ebb_reaper;

/* Where a worker of a pinned pool is told to begin events of its own. */
typedef struct {
    ebb_task task;
    ebb_burst *burst;
    _Atomic uint64_t pending;
    uint64_t begun;
} ebb_starter;

/* One health check after the other; between two it waits. */
typedef struct {
    ebb_task task;
    ebb_burst *burst;
    ebb_count run;
} ebb_check;

struct ebb_burst {
    int64_t field[EBB_FIELDS];
    uint32_t fields_set; /* a bit for each */
    bool started;
    bool attended; /* the main thread lives, and the reaper where there is one */
    int64_t stat[EBB_STATS];
    ebb_pool pool;
    ebb_ledger ledger;
    ebb_reaper reaper;
    ebb_check check;
    ebb_step step;
    /* One each for the workers, then the main thread's and the reaper's. */
    ebb_account *accounts;
    ebb_worker *workers;
    ebb_starter *starters;
    ebb_latency *latency; /* NULL: nothing is timed */
    pthread_t main_thread;
    _Alignas(EBB_LINE) ebb_word command;
    _Alignas(EBB_LINE) ebb_word permits;
    _Alignas(EBB_LINE) ebb_word events_dropped;
};

/* fields.c: EBB_OK, or which status refuses the fields as they are together. */
int32_t ebb_fields_check(const ebb_burst *burst);

/* burst_threads.c */
/* Starts those that do not live; EBB_ERROR_SYSTEM: errno, and some may live. */
int32_t ebb_threads_start(ebb_burst *burst);
/* Ends those that live; nothing may be at work. */
void ebb_threads_end(ebb_burst *burst);

/* ladder.c: from each thread of the load; returns when this one has acted. */
void ebb_step_take(ebb_step *step, ebb_account *account);

/* service_main.c: the main thread, which takes permits and begins events. */
int32_t ebb_main_start(ebb_burst *burst);
void ebb_main_stop(ebb_burst *burst);
/* The burst's step, beside others; the second waits until it is taken. */
void ebb_main_step(ebb_burst *burst);
void ebb_main_await_rest(ebb_burst *burst);
/* One burst; returns when its last event is dropped. */
void ebb_main_run(ebb_burst *burst);
void ebb_burst_permit_release(ebb_burst *burst);
void ebb_burst_event_dropped(ebb_burst *burst);

/* reaper.c */
int32_t ebb_reaper_start(ebb_reaper *reaper, ebb_account *account);
void ebb_reaper_stop(ebb_reaper *reaper);
void ebb_reaper_take(ebb_reaper *reaper, ebb_task *task);
void ebb_reaper_step(ebb_reaper *reaper, ebb_step *step);

/* check.c */
/* What one health check allocates and frees, with sizes from this stream. */
void ebb_check_once(ebb_account *account, uint64_t stream);
void ebb_check_open(ebb_check *check, ebb_burst *burst);
/* Wakes the workers with health checks until this time. */
void ebb_check_until(ebb_check *check, int64_t end);

/* burst_time.c: gives each account its lane; EBB_ERROR_SYSTEM: errno. */
int32_t ebb_burst_time_open(ebb_burst *burst);
/* Around a burst, while nothing is at work. */
void ebb_burst_time_start(ebb_burst *burst);
void ebb_burst_time_end(ebb_burst *burst);

static inline bool ebb_burst_has_reaper(const ebb_burst *burst) {
    return burst->field[EBB_TOPOLOGY] == EBB_REAPER;
}

static inline size_t ebb_burst_accounts(const ebb_burst *burst) {
    return (size_t)burst->field[EBB_WORKERS] + EBB_EXTRA_ACCOUNTS;
}

static inline ebb_account *ebb_burst_main_account(ebb_burst *burst) {
    return &burst->accounts[burst->field[EBB_WORKERS]];
}

static inline ebb_account *ebb_burst_reaper_account(ebb_burst *burst) {
    return &burst->accounts[burst->field[EBB_WORKERS] + 1];
}

#endif
