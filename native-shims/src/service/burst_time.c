/* SPDX-License-Identifier: Apache-2.0 */
/* Times the calls of a burst, and those of its first 100 ms separately. */
#include "burst_time.h"

#include "burst.h"

#define FIRST (100 * EBB_MILLISECOND)

int32_t ebb_burst_time(ebb_burst *burst, ebb_latency *latency) {
    if (burst->started) {
        return EBB_ERROR_STATE;
    }
    burst->latency = latency;
    return EBB_OK;
}

int32_t ebb_burst_time_open(ebb_burst *burst) {
    if (burst->latency == NULL) {
        return EBB_OK;
    }
    for (size_t i = 0; i < ebb_burst_accounts(burst); i++) {
        burst->accounts[i].lane = ebb_latency_lane(burst->latency, EBB_LATENCIES);
        if (burst->accounts[i].lane == NULL) {
            return EBB_ERROR_SYSTEM;
        }
    }
    return EBB_OK;
}

void ebb_burst_time_start(ebb_burst *burst) {
    if (burst->latency == NULL) {
        return;
    }
    uint64_t first_until = ebb_ticks() + ebb_latency_ticks(burst->latency, FIRST);
    for (size_t i = 0; i < ebb_burst_accounts(burst); i++) {
        burst->accounts[i].lane->first_until = first_until;
        burst->accounts[i].timed = true;
    }
}

void ebb_burst_time_end(ebb_burst *burst) {
    for (size_t i = 0; i < ebb_burst_accounts(burst); i++) {
        burst->accounts[i].timed = false;
    }
}
