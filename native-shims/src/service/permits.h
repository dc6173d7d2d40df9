/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that the main task and the events share: an event needs a
 * permit to begin, and the burst is over when the last event is dropped.
 */
#ifndef EBB_PERMITS_H
#define EBB_PERMITS_H

#include "base/base.h"

typedef struct {
    _Alignas(EBB_LINE) ebb_word left; /* relaxed: a permit hands nothing over */
    /* Events; acq_rel: when all are dropped, what they did is seen. */
    _Alignas(EBB_LINE) ebb_word dropped;
    uint32_t count;
    uint32_t events; /* of a burst */
} ebb_permits;

/* Makes count permits available; no event is dropped yet. */
void ebb_permits_open(ebb_permits *permits, uint32_t count, uint32_t events);
/* Waits until there is one. */
void ebb_permit_take(ebb_permits *permits);
void ebb_permit_release(ebb_permits *permits);
void ebb_permits_event_dropped(ebb_permits *permits);
/* Waits until every event of the burst is dropped, and starts the count anew. */
void ebb_permits_await_events(ebb_permits *permits);

#endif
