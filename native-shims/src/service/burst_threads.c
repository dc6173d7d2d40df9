/* SPDX-License-Identifier: Apache-2.0 */
/* The threads of a load: the workers, the main thread and, in one topology, the reaper. */
#include "burst_threads.h"

#include <errno.h>

#include "burst.h"
#include "event.h"
#include "main_task.h"

static int32_t start_attendants(ebb_burst *burst) {
    int32_t status = EBB_OK;
    if (ebb_burst_has_reaper(burst)) {
        status =
            ebb_reaper_start(&burst->reaper, ebb_burst_reaper_account(burst), ebb_event_reap_task);
    }
    if (status != EBB_OK) {
        return status;
    }
    status = ebb_main_start(burst);
    if (status != EBB_OK && ebb_burst_has_reaper(burst)) {
        int error = errno;
        ebb_reaper_stop(&burst->reaper);
        errno = error;
    }
    return status;
}

int32_t ebb_threads_start(ebb_burst *burst) {
    int32_t status = EBB_OK;
    if (burst->pool.running == 0) {
        status = ebb_pool_start(&burst->pool);
    }
    if (status == EBB_OK && !burst->attended) {
        status = start_attendants(burst);
        burst->attended = status == EBB_OK;
    }
    return status;
}

static void take(ebb_worker *worker, void *step) {
    ebb_step_take(step, worker->account);
}

void ebb_threads_take(ebb_burst *burst, ebb_step *step) {
    bool reaper = burst->attended && ebb_burst_has_reaper(burst);
    uint32_t threads = burst->pool.running + (burst->attended ? 1 : 0) + (reaper ? 1 : 0);
    if (threads == 0) {
        return;
    }
    atomic_store(&step->arriving, threads);
    atomic_store(&step->acting, threads);
    if (reaper) {
        ebb_reaper_step(&burst->reaper, step);
    }
    if (burst->attended) {
        ebb_main_step(burst);
    }
    if (burst->pool.running != 0) {
        ebb_pool_each(&burst->pool, take, step);
    }
    ebb_await(&step->acting, 0);
    if (burst->attended) {
        ebb_main_await_rest(burst);
    }
}

void ebb_threads_end(ebb_burst *burst) {
    if (burst->attended) {
        ebb_main_stop(burst);
        if (ebb_burst_has_reaper(burst)) {
            ebb_reaper_stop(&burst->reaper);
        }
        burst->attended = false;
    }
    if (burst->pool.running != 0) {
        ebb_pool_stop(&burst->pool);
    }
}
