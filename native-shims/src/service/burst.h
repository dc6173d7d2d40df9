/* SPDX-License-Identifier: Apache-2.0 */
/* What an ebb_burst consists of; its interface is in ebb.h. */
#ifndef EBB_BURST_H
#define EBB_BURST_H

#include "check.h"
#include "permits.h"
#include "reaper.h"
#include "step.h"

#define EBB_EXTRA_ACCOUNTS 2 /* the main thread's and the reaper's */

/* How a worker of a pinned pool is told to begin events of its own. */
typedef struct {
    ebb_task task;
    ebb_burst *burst;
    _Atomic uint64_t pending; /* seq_cst: as the task's state, which it is woken for */
    uint64_t begun;
} ebb_starter;

struct ebb_burst {
    int64_t field[EBB_FIELDS];
    uint32_t fields_set; /* a bit for each */
    bool started;
    uint64_t mixed; /* into the streams of the burst under way: other sizes in each */
    bool attended;  /* the main thread lives, and the reaper where there is one */
    int64_t stat[EBB_STATS];
    ebb_pool pool;
    ebb_ledger ledger;
    ebb_reaper reaper;
    ebb_check check;
    ebb_step step;
    /* One for each worker, then the main thread's and the reaper's. */
    ebb_account *accounts;
    ebb_worker *workers;
    ebb_starter *starters;
    ebb_latency *latency; /* NULL: no call is timed */
    ebb_releaser *releaser;
    int32_t release_when; /* bits of ebb_release_when; 0: there is no releaser */
    pthread_t main_thread;
    /* release, acquire: hands over what is to be done, and what was done. */
    _Alignas(EBB_LINE) ebb_word command;
    ebb_permits permits;
};

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
