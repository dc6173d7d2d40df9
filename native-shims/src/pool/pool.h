/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other folders include this header and no other of pool/.
 *
 * Worker threads that run tasks as Tokio's multi-threaded scheduler does, as far
 * as allocation is concerned: which thread runs what, so which thread frees what
 * another allocated, and which threads stay asleep afterwards.
 *
 * A task woken by a worker goes into that worker's LIFO slot, what was there
 * goes to its local queue, as does a task that was woken while it ran, and what
 * does not fit there to the injection queue, as does what comes from outside. A
 * worker without work steals half of another's queue; one without anything to
 * steal parks, and the most recently parked is the first to be woken. One of the
 * parked waits for the timers and for events of the kernel, as a connection's: it
 * runs what they wake.
 *
 * Before it parks a worker does what the pool was told to, as Tokio's
 * on_thread_park; not again when it wakes without work and goes on waiting.
 *
 * In a pinned pool every task has a home and stays there.
 */
#ifndef EBB_POOL_H
#define EBB_POOL_H

#include <pthread.h>
#include <stdbool.h>

#include "base/base.h"
#include "queue.h"
#include "timers.h"

#define EBB_WORKERS_MOST 256

typedef struct ebb_pool ebb_pool;
typedef void (*ebb_errand)(ebb_worker *worker, void *argument);

/* What a parked worker waits on. */
enum ebb_parked { EBB_AWAKE, EBB_UNPARKED, EBB_PARKED };

struct ebb_worker {
    /* Used by the worker alone. */
    _Alignas(EBB_LINE) ebb_pool *pool;
    ebb_account *account;
    ebb_task *lifo;
    ebb_list own; /* a pinned pool's queue */
    uint64_t random;
    uint32_t index;
    uint32_t tick;
    uint32_t errands_run;
    bool searching; /* counted in the pool's state as looking for work to steal */
    bool driving;   /* is firing timers: others are notified once, at the end */
    /* relaxed, both: written by the worker, read by others as figures. */
    ebb_count tasks;
    ebb_count steals;
    pthread_t thread;
    /* Written by others too. */
    /* seq_cst: reset before the worker looks for work, and set by others after they made some. */
    _Alignas(EBB_LINE) ebb_word parked;
    /* A pinned pool's tasks from other threads; seq_cst for the same reason. */
    ebb_stack inbox;
    ebb_local local;
};

struct ebb_pool {
    ebb_worker *workers;
    uint32_t count;
    uint32_t running; /* threads; written by whoever starts and stops them */
    bool pinned;
    _Atomic bool stopping; /* seq_cst: set before the workers are unparked, read as parked says */
    ebb_injection injection;
    ebb_timers timers;
    /*
     * Sleepers: awake workers in the upper half of the state, searching ones in the lower.
     * seq_cst: changed before a worker looks for work the last time, read after some was made.
     */
    _Alignas(EBB_LINE) _Atomic uint32_t state;
    pthread_mutex_t sleepers_lock;
    uint32_t sleepers[EBB_WORKERS_MOST]; /* in the order in which they parked */
    uint32_t sleeping;
    /* The driver: the one worker that may take due timers. */
    _Alignas(EBB_LINE) _Atomic bool driven; /* acquire, release: a lock that nobody waits for */
    _Atomic(ebb_worker *) driver;           /* seq_cst, for the events; relaxed for driver_wakes */
    /* seq_cst: set before the timers are looked at, read after one is armed. */
    _Atomic int64_t driver_wakes; /* tick; INT64_MIN: awake, sees what is armed by itself */
    /* Tasks that an event wakes. seq_cst: pushed before the driver is read, taken after it is set.
     */
    ebb_stack events;
    /* An errand: something that every worker does once. */
    /* seq_cst: counted before the workers are unparked, read after parked is reset. */
    _Alignas(EBB_LINE) ebb_word errands;
    /* acq_rel: when none is left, what all did is seen. */
    ebb_word errand_left;
    ebb_errand errand;
    void *errand_argument;
    ebb_errand before_park; /* set before the start; NULL: nothing */
    void *before_park_argument;
};

/* Prepares a zeroed pool; accounts has one for each worker. */
void ebb_pool_open(ebb_pool *pool, ebb_worker *workers, ebb_account *accounts, uint32_t count,
                   bool pinned);
/* Starts the threads; EBB_ERROR_SYSTEM: errno, and none is left running. */
int32_t ebb_pool_start(ebb_pool *pool);
/* Ends the threads; no task may be left. A pool may be started again. */
void ebb_pool_stop(ebb_pool *pool);
void ebb_pool_close(ebb_pool *pool);
/* Every worker does this once, between two tasks; returns when all have. Not for workers. */
void ebb_pool_each(ebb_pool *pool, ebb_errand errand, void *argument);

/* Makes a new task runnable; worker is the calling one, or NULL. */
void ebb_pool_schedule(ebb_pool *pool, ebb_worker *worker, ebb_task *task);
/* Makes a waiting task runnable; a running one will run once more. */
void ebb_pool_wake(ebb_pool *pool, ebb_worker *worker, ebb_task *task);
/* Makes a waiting task runnable on the driver, as an event would; it is in no queue. From outside.
 */
void ebb_pool_event(ebb_pool *pool, ebb_task *task);
/* Wakes the running task in at least this long. */
void ebb_pool_wake_after(ebb_worker *worker, ebb_task *task, int64_t nanoseconds);

#endif
