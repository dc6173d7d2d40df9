/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The service that bursts, allocation by allocation: what its tasks ask of
 * malloc, counted with a preload on the real runtime (Tokio 1.24, release
 * build): 17 blocks and 7 reallocs per token. Sizes are in bytes. An event is a
 * task, and so is each of its tokens.
 *
 *   main thread      payload, vector of tokens, each token's string, event's cell
 *   event's task     per token: the token's clone, the task's cell, its join-set entry
 *   token, 1st poll  URL, vector of buffers, request buffers; waits
 *   token, 2nd poll  response buffers; waits
 *   token, 3rd poll  the response; frees all of its own, hands the response over
 *   event's task     vector of responses; frees the join-set entries; at last all the rest
 *
 * Cells, payloads and events are freed by whoever drops the last reference, on
 * whichever thread that is.
 */
#ifndef EBB_CELLS_H
#define EBB_CELLS_H

#include "burst.h"
#include "vector.h"

#define EBB_CELL 1536
#define EBB_CELL_ALIGNMENT 128
#define EBB_JOIN 56
#define EBB_TOKEN 48 /* 45 of text, grown from 12 by 24 */
#define EBB_CLONE 45
#define EBB_URL 62      /* grown from 24 */
#define EBB_RESPONSE 70 /* grown from 16 by 35 */

typedef struct {
    ebb_mark mark;
    /* acq_rel to drop: the last one sees what the others did; relaxed to add. */
    _Atomic uint32_t references;
} ebb_payload;

typedef struct ebb_token ebb_token;
typedef struct ebb_join ebb_join;

/* A token's entry in the join set; goes on the event's list when the token is done. */
struct ebb_join {
    ebb_mark mark;
    ebb_token *token;
    ebb_join *next;
};

typedef struct {
    ebb_task task;
    ebb_burst *burst;
    uint64_t id;
    uint64_t stream;
    ebb_payload *payload;
    ebb_vector tokens;
    ebb_vector responses;
    uint32_t spawned;
    _Atomic(ebb_join *) finished; /* seq_cst: as the task's state, which it is woken for */
} ebb_event;

struct ebb_token {
    ebb_task task;
    ebb_event *event;
    ebb_join *join;
    ebb_payload *payload;
    void *clone;
    void *url;
    void *response;
    ebb_vector buffers;
    uint64_t stream;
    uint32_t polls;
};

_Static_assert(sizeof(ebb_event) <= EBB_CELL && sizeof(ebb_token) <= EBB_CELL,
               "a cell holds either");

/* Drops a reference; the last one frees the payload. */
void ebb_payload_release(ebb_payload *payload, size_t size, ebb_account *account);
/* Frees what the event holds, but not its cell. */
void ebb_event_free_content(ebb_event *event, ebb_account *account);
/* Drops a reference; the last one frees the event's cell, or hands the event to the reaper. */
void ebb_event_release(ebb_event *event, ebb_account *account);
/* By the reaper: frees the event and everything it holds. */
void ebb_event_reap(ebb_event *event, ebb_account *account);

#endif
