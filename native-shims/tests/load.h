/* SPDX-License-Identifier: Apache-2.0 */
/* A small burst for tests: 40 events of up to 60 tokens, waits of 1 to 4 ms. */
#ifndef EBB_LOAD_H
#define EBB_LOAD_H

#include "check.h"
#include "ebb.h"

#define LOAD_EVENTS 40
#define LOAD_WORKERS 4
#define LOAD_TOKEN_BLOCKS 17  /* with its string in the event's vector */
#define LOAD_TOKEN_REALLOCS 7 /* strings 2, 1 and 2, vector of 10 buffers 2 */
#define LOAD_EVENT_BLOCKS 4   /* cell, payload, vectors of tokens and of responses */

static inline ebb_burst *load_of(int64_t topology, int64_t seed) {
    static const int64_t value[EBB_FIELDS] = {
        [EBB_EVENTS] = LOAD_EVENTS,   [EBB_TOKENS] = 60,        [EBB_PERMITS] = 10,
        [EBB_WORKERS] = LOAD_WORKERS, [EBB_PAYLOAD] = 4096,     [EBB_BUFFERS_REQUEST] = 6,
        [EBB_BUFFERS_RESPONSE] = 4,   [EBB_BUFFER_MIN] = 64,    [EBB_BUFFER_MAX] = 1963,
        [EBB_HOLD_MIN_US] = 1000,     [EBB_HOLD_MAX_US] = 4000,
    };
    ebb_burst *burst = ebb_burst_new();
    CHECK(burst != NULL);
    for (int32_t i = 0; i < EBB_FIELDS; i++) {
        CHECK_EQUAL(ebb_burst_set(burst, i, value[i]), EBB_OK);
    }
    CHECK_EQUAL(ebb_burst_set(burst, EBB_TOPOLOGY, topology), EBB_OK);
    CHECK_EQUAL(ebb_burst_set(burst, EBB_SEED, seed), EBB_OK);
    return burst;
}

#endif
