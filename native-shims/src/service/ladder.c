/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps of the ladder. A step reaches every thread of the load, not only
 * those that a task would wake: the ones that sleep longest hold most. So all
 * are called, wait for each other and act together.
 */
#include <errno.h>

#include "allocator/allocator.h"
#include "base/base.h"
#include "burst.h"
#include "burst_threads.h"

#define CHURN_OPERATIONS 10000
#define CHURN_LIVE 16
#define CHURN_LONGEST (3 * EBB_SECOND)
#define NUDGE_BYTES 64

static void nudge(ebb_account *account) {
    uint64_t stream = 0;
    ebb_block_free(account, ebb_block_malloc(account, NUDGE_BYTES, &stream), NUDGE_BYTES);
}

/* Bytes that each thread's churn may have live. */
static uint64_t churn_share(const ebb_burst *burst) {
    int64_t peak = ebb_burst_stat(burst, EBB_LIVE_PEAK_BYTES);
    int64_t all = peak < EBB_CHURN_BYTES ? peak : EBB_CHURN_BYTES;
    return (uint64_t)all / ebb_burst_accounts(burst);
}

static uint64_t churn_least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* The oldest of the live blocks is freed for each new one. */
static void churn(const ebb_burst *burst, ebb_account *account) {
    uint64_t stream = ebb_stream((uint64_t)burst->field[EBB_SEED], UINT64_MAX - 1, account->owner);
    uint64_t largest = (uint64_t)burst->field[EBB_BUFFER_MAX];
    uint64_t share = churn_share(burst);
    uint64_t live = largest <= share ? churn_least(share / largest, CHURN_LIVE) : 1;
    uint64_t most = share < EBB_BLOCK_LEAST ? EBB_BLOCK_LEAST : share;
    int64_t end = ebb_now() + CHURN_LONGEST;
    void *blocks[CHURN_LIVE];
    size_t sizes[CHURN_LIVE];
    uint64_t made = 0;
    for (; made < CHURN_OPERATIONS && ebb_now() < end; made++) {
        uint64_t at = made % live;
        if (made >= live) {
            ebb_block_free(account, blocks[at], sizes[at]);
        }
        uint64_t drawn = ebb_uniform(&stream, (uint64_t)burst->field[EBB_BUFFER_MIN], largest);
        sizes[at] = churn_least(drawn, most);
        blocks[at] = ebb_block_malloc(account, sizes[at], &stream);
    }
    for (uint64_t at = 0; at < churn_least(made, live); at++) {
        ebb_block_free(account, blocks[at], sizes[at]);
    }
}

static void release_memory(ebb_step *step) {
    int32_t status = step->probe == EBB_PROBE_OWNERS ? ebb_release_owner() : ebb_release();
    int failure = errno;
    int32_t none = EBB_OK;
    if (status != EBB_OK && atomic_compare_exchange_strong(&step->status, &none, status)) {
        atomic_store(&step->failure, failure);
    }
}

static void act(ebb_step *step, ebb_account *account) {
    switch (step->probe) {
    case EBB_PROBE_NUDGE:
        nudge(account);
        break;
    case EBB_PROBE_CHURN:
        churn(step->burst, account);
        break;
    default:
        release_memory(step);
    }
}

static int32_t status_of(const ebb_step *step) {
    int32_t status = atomic_load(&step->status);
    if (status != EBB_OK) {
        errno = atomic_load(&step->failure);
    }
    return status;
}

static int32_t on_every_thread(ebb_burst *burst, ebb_step *step) {
    uint64_t survive_below = burst->ledger.survive_below;
    burst->ledger.survive_below = 0; /* nothing of this is kept */
    ebb_threads_take(burst, step);
    burst->ledger.survive_below = survive_below;
    return status_of(step);
}

static void *release_outside(void *step) {
    release_memory(step);
    return NULL;
}

static int32_t from_outside(ebb_step *step) {
    pthread_t thread;
    if (ebb_thread_start(&thread, "ebb-outside", release_outside, step) != 0) {
        return EBB_ERROR_SYSTEM;
    }
    pthread_join(thread, NULL);
    return status_of(step);
}

int32_t ebb_burst_probe(ebb_burst *burst, int32_t probe) {
    ebb_step *step = &burst->step;
    if (!burst->started) {
        return EBB_ERROR_STATE;
    }
    if (probe < 0 || probe >= EBB_PROBES) {
        return EBB_ERROR_RANGE;
    }
    if (probe == EBB_PROBE_EXIT) {
        ebb_threads_end(burst);
        return EBB_OK;
    }
    bool releases = probe == EBB_PROBE_OUTSIDE || probe == EBB_PROBE_OWNERS;
    if (releases && ebb_release_words() == NULL) {
        return EBB_ERROR_ABSENT;
    }
    step->act = act;
    step->burst = burst;
    step->probe = probe;
    atomic_store(&step->status, EBB_OK);
    return probe == EBB_PROBE_OUTSIDE ? from_outside(step) : on_every_thread(burst, step);
}
