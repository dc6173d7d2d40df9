/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The service whose burst this is, allocation by allocation: what its tasks
 * ask of malloc, counted by a preload on the real runtime (Tokio 1.24, release
 * build): 17 blocks and 7 reallocs a token. Sizes are bytes. One event is a
 * task, and each of its tokens another.
 *
 *   main thread      payload, vector of tokens, each token's string, event's cell
 *   event's task     per token: the token's clone, the task's cell, its join-set entry
 *   token, 1st poll  URL, vector of buffers, request buffers; waits
 *   token, 2nd poll  response buffers; waits
 *   token, 3rd poll  the response; frees all of its own, hands the response over
 *   event's task     vector of responses; frees the join-set entries; at last all the rest
 *
 * A cell is freed by whoever drops the last reference, as are the payload and
 * the event, wherever that runs.
 */
#ifndef EBB_EVENT_H
#define EBB_EVENT_H

#include "ebb.h"
#include "pool/pool.h"

#define EBB_CELL 1536
#define EBB_CELL_ALIGNMENT 128
#define EBB_JOIN 56
#define EBB_TOKEN 48 /* 45 of text, grown from 12 by 24 */
#define EBB_CLONE 45
#define EBB_URL 62      /* grown from 24 */
#define EBB_RESPONSE 70 /* grown from 16 by 35 */
#define EBB_VECTOR 4    /* entries of 24 bytes a vector begins with, then doubled */

/* A string, or one entry of a vector: as a mark heads each block, it heads each entry. */
typedef struct {
    ebb_mark mark;
    uint32_t length;
    void *bytes;
    uint64_t capacity;
} ebb_entry;

_Static_assert(sizeof(ebb_entry) == 24, "as Rust's String and Vec");

typedef struct {
    ebb_entry *entries;
    uint32_t length;
    uint32_t capacity;
} ebb_vector;

typedef struct {
    ebb_mark mark;
    _Atomic uint32_t references;
} ebb_payload;

typedef struct ebb_token ebb_token;
typedef struct ebb_join ebb_join;

/* The join set's entry of one token; goes on the event's list when the token is done. */
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
    _Atomic(ebb_join *) finished;
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

_Static_assert(sizeof(ebb_event) <= EBB_CELL && sizeof(ebb_token) <= EBB_CELL, "a cell holds it");

/* event.c: made by this account's thread, to be scheduled by the caller. */
ebb_event *ebb_event_new(ebb_burst *burst, ebb_account *account, uint64_t id, ebb_worker *home);
/* Drops a reference; the last one frees the event, or hands it to the reaper. */
void ebb_event_release(ebb_event *event, ebb_account *account);
void ebb_event_reap(ebb_event *event, ebb_account *account);

/* token.c */
ebb_task *ebb_token_new(ebb_event *event, ebb_worker *worker, uint32_t number);
/* The event takes the token's response and drops its reference. */
void *ebb_token_join(ebb_token *token, ebb_account *account);
void ebb_token_reap(ebb_token *token, ebb_account *account);
bool ebb_token_is(const ebb_task *task);

/* strings.c: a string that grows by realloc as it is formatted, through these sizes. */
void *ebb_string_format(ebb_account *account, uint64_t *stream, const uint32_t *sizes, int count);

/* vector.c */
void ebb_vector_push(ebb_vector *vector, ebb_account *account, uint64_t *stream, void *bytes,
                     uint32_t length);
/* Frees the entries' blocks and the vector. */
void ebb_vector_free(ebb_vector *vector, ebb_account *account);

#endif
