/* SPDX-License-Identifier: Apache-2.0 */
/* What an ebb_kernel consists of; its interface is in ebb.h. */
#ifndef EBB_KERNEL_H
#define EBB_KERNEL_H

#include <pthread.h>
#include <stdbool.h>

#include "base/base.h"
#include "ebb.h"
#include "floor.h"
#include "observe/observe.h"
#include "ring.h"
#include "sizes.h"

#define EBB_GROUP 32 /* blocks of which one is looked at for its mark */
#define EBB_NO_PARCEL EBB_RING_EMPTY

/*
 * A kernel is compiled once for each way to get a block, so that it does not
 * have to ask while it measures.
 */
enum ebb_way { EBB_MALLOC, EBB_MALLOC_TIMED, EBB_FLOOR, EBB_FLOOR_TIMED, EBB_WAYS };

typedef _Atomic int64_t ebb_tally;

/* What a batch does; added to the caller's tallies at its end. */
typedef struct {
    int64_t mallocs;
    int64_t reallocs;
    int64_t frees;
    int64_t bytes;
    int64_t bytes_freed;
} ebb_batch;

typedef struct {
    char *block;
    uint64_t size;
} ebb_piece;

/* EBB_KERNEL_HANDOVER pieces, on lines of their own. */
typedef struct {
    uint32_t count;
    ebb_piece pieces[];
} ebb_parcel;

/* The thread of a churn that is alive now. */
typedef struct {
    ebb_word turn; /* ebb_turn; release, acquire: the working set goes along with it */
    bool alive;
    int64_t left;  /* operations of its lifetime */
    int64_t share; /* of them, those to do now */
    pthread_t thread;
} ebb_life;

struct ebb_caller {
    /* Used by the caller's thread alone. */
    _Alignas(EBB_LINE) ebb_kernel *kernel;
    uint64_t stream;
    uint64_t place;    /* in the table of sizes */
    ebb_piece *pieces; /* EBB_KERNEL_BLOCKS of them */
    ebb_lane *lane;    /* where its calls are timed */
    ebb_floor *floor;  /* where the kernel is on the floor */
    uint32_t parcel;   /* in use, cross-thread free */
    uint32_t at;       /* the parcel's next piece to free */
    int32_t role;
    ebb_life life;
    ebb_caller *link; /* in the list of all that ever joined */
    bool left;
    /* relaxed, all of them: written by the caller's thread, read by others as figures. */
    _Alignas(EBB_LINE) ebb_tally mallocs;
    ebb_tally reallocs;
    ebb_tally frees;
    ebb_tally bytes;
    ebb_tally bytes_freed;
    ebb_tally operations;
    ebb_tally waits;
    ebb_tally missed;
    ebb_tally threads;
};

typedef int64_t (*ebb_run)(ebb_caller *caller, int64_t operations);

typedef struct {
    ebb_run run[EBB_WAYS];
    void (*fill)(ebb_caller *caller);  /* when the caller joins */
    void (*clear)(ebb_caller *caller); /* when it leaves */
} ebb_kernel_body;

extern const ebb_kernel_body ebb_interleaved;
extern const ebb_kernel_body ebb_cross;
extern const ebb_kernel_body ebb_churn;
extern const ebb_kernel_body ebb_growth;

struct ebb_kernel {
    int64_t field[EBB_KERNEL_FIELDS];
    uint32_t fields_set; /* a bit for each */
    int32_t kind;
    enum ebb_way way;
    bool started;
    const ebb_kernel_body *body;
    ebb_size_table sizes;
    ebb_latency *latency;
    ebb_caller *rest; /* in whose name the ring is emptied in the end */
    char *parcels;
    size_t parcel_size; /* bytes from one to the next */
    uint32_t parcel_count;
    /* Filled parcels to be freed, and empty ones on their way back. */
    ebb_ring filled;
    ebb_ring empty;
    /* release to push, acquire to walk: a caller is read through it. */
    _Alignas(EBB_LINE) _Atomic(ebb_caller *) callers;
    /* Callers of each role, in all; relaxed: only hands out numbers. */
    _Atomic uint64_t joined[2];
    /* Those present; release to leave, acquire to stop: the ring is as they left it. */
    _Atomic int64_t present[2];
    ebb_floor_store store;
};

/* kernel_fields.c: EBB_OK, or the status that says why these fields do not go together. */
int32_t ebb_kernel_fields_check(const ebb_kernel *kernel);

/* cross.c */
int32_t ebb_cross_open(ebb_kernel *kernel);
void ebb_cross_close(ebb_kernel *kernel);
/* Frees what is in the ring. */
void ebb_cross_drain(ebb_kernel *kernel, ebb_caller *caller);

#define EBB_INLINE static inline __attribute__((always_inline))

/* The four bodies of a kernel, NAME_malloc and so on, from one inline function of (caller,
 * operations, way). */
#define EBB_KERNEL_RUNS(name, body)                                                                \
    static int64_t name##_malloc(ebb_caller *caller, int64_t operations) {                         \
        return body(caller, operations, EBB_MALLOC);                                               \
    }                                                                                              \
    static int64_t name##_malloc_timed(ebb_caller *caller, int64_t operations) {                   \
        return body(caller, operations, EBB_MALLOC_TIMED);                                         \
    }                                                                                              \
    static int64_t name##_floor(ebb_caller *caller, int64_t operations) {                          \
        return body(caller, operations, EBB_FLOOR);                                                \
    }                                                                                              \
    static int64_t name##_floor_timed(ebb_caller *caller, int64_t operations) {                    \
        return body(caller, operations, EBB_FLOOR_TIMED);                                          \
    }

#define EBB_KERNEL_RUNS_OF(name)                                                                   \
    { name##_malloc, name##_malloc_timed, name##_floor, name##_floor_timed }

#endif
