/* SPDX-License-Identifier: Apache-2.0 */
/* The handles of a kernel and its callers: their life cycle, and the sums of their counts. */
#include "kernel.h"

#include <errno.h>

static const ebb_kernel_body *const bodies[EBB_KERNEL_KINDS] = {
    [EBB_INTERLEAVED] = &ebb_interleaved,
    [EBB_CROSS_THREAD_FREE] = &ebb_cross,
    [EBB_THREAD_CHURN] = &ebb_churn,
    [EBB_GROWTH] = &ebb_growth,
};

ebb_kernel *ebb_kernel_new(int32_t kind) {
    if (kind < 0 || kind >= EBB_KERNEL_KINDS) {
        errno = EINVAL;
        return NULL;
    }
    ebb_kernel *kernel = ebb_map(sizeof *kernel);
    if (kernel != NULL) {
        kernel->kind = kind;
        kernel->body = bodies[kind];
    }
    return kernel;
}

static size_t pieces_bytes(const ebb_kernel *kernel) {
    return (size_t)kernel->field[EBB_KERNEL_BLOCKS] * sizeof(ebb_piece);
}

static void caller_unmap(ebb_caller *caller) {
    ebb_unmap(caller->floor, sizeof *caller->floor);
    ebb_unmap(caller->pieces, pieces_bytes(caller->kernel));
    ebb_unmap(caller, sizeof *caller);
}

/* With a lane if it will run: the caller that only empties the ring at the end is not timed. */
static ebb_caller *caller_map(ebb_kernel *kernel, int32_t role, bool runs) {
    bool floor = kernel->field[EBB_KERNEL_FLOOR] != 0;
    bool pieces = runs && kernel->kind != EBB_CROSS_THREAD_FREE;
    bool timed = runs && kernel->latency != NULL;
    ebb_caller *caller = ebb_map(sizeof *caller);
    if (caller == NULL) {
        return NULL;
    }
    caller->kernel = kernel;
    caller->role = role;
    caller->parcel = EBB_NO_PARCEL;
    caller->floor = floor ? ebb_floor_new(&kernel->store) : NULL;
    caller->pieces = pieces ? ebb_map(pieces_bytes(kernel)) : NULL;
    caller->lane = timed ? ebb_latency_lane(kernel->latency, EBB_LATENCY_FIRST) : NULL;
    if ((floor && caller->floor == NULL) || (pieces && caller->pieces == NULL) ||
        (timed && caller->lane == NULL)) {
        caller_unmap(caller);
        return NULL;
    }
    return caller;
}

static int32_t open_load(ebb_kernel *kernel, const ebb_sizes *sizes) {
    int32_t status = EBB_OK;
    if (kernel->kind != EBB_GROWTH) {
        status = sizes == NULL ? EBB_ERROR_RANGE
                               : ebb_size_table_open(&kernel->sizes, sizes,
                                                     (uint64_t)kernel->field[EBB_KERNEL_SEED]);
    }
    if (status == EBB_OK && kernel->kind == EBB_CROSS_THREAD_FREE) {
        status = ebb_cross_open(kernel);
        if (status != EBB_OK) {
            ebb_size_table_close(&kernel->sizes);
        }
    }
    return status;
}

static void close_load(ebb_kernel *kernel) {
    ebb_size_table_close(&kernel->sizes);
    ebb_cross_close(kernel);
    ebb_floor_close(&kernel->store);
}

int32_t ebb_kernel_start(ebb_kernel *kernel, const ebb_sizes *sizes, ebb_latency *latency) {
    if (kernel->started) {
        return EBB_ERROR_STATE;
    }
    int32_t status = ebb_kernel_fields_check(kernel);
    if (status == EBB_OK) {
        status = open_load(kernel, sizes);
    }
    if (status != EBB_OK) {
        return status;
    }
    kernel->latency = latency;
    kernel->rest = caller_map(kernel, EBB_FREES_ONLY, false);
    if (kernel->rest == NULL) {
        close_load(kernel);
        return EBB_ERROR_SYSTEM;
    }
    bool floor = kernel->field[EBB_KERNEL_FLOOR] != 0;
    kernel->way = latency != NULL ? (floor ? EBB_FLOOR_TIMED : EBB_MALLOC_TIMED)
                                  : (floor ? EBB_FLOOR : EBB_MALLOC);
    kernel->rest->left = true;
    atomic_store(&kernel->callers, kernel->rest);
    kernel->started = true;
    return EBB_OK;
}

static int64_t foreseen(const ebb_kernel *kernel, int32_t role) {
    return kernel->field[role == EBB_ALLOCATES ? EBB_KERNEL_THREADS : EBB_KERNEL_FREERS];
}

static bool is_role(const ebb_kernel *kernel, int32_t role) {
    return role == EBB_ALLOCATES ||
           (role == EBB_FREES_ONLY && kernel->kind == EBB_CROSS_THREAD_FREE);
}

ebb_caller *ebb_kernel_join(ebb_kernel *kernel, int32_t role) {
    if (!kernel->started || !is_role(kernel, role)) {
        errno = EINVAL;
        return NULL;
    }
    if (atomic_fetch_add(&kernel->present[role], 1) >= foreseen(kernel, role)) {
        atomic_fetch_sub(&kernel->present[role], 1);
        errno = EAGAIN;
        return NULL;
    }
    ebb_caller *caller = caller_map(kernel, role, true);
    if (caller == NULL) {
        atomic_fetch_sub(&kernel->present[role], 1);
        return NULL;
    }
    uint64_t number = atomic_fetch_add(&kernel->joined[role], 1);
    caller->stream = ebb_stream((uint64_t)kernel->field[EBB_KERNEL_SEED], number, (uint64_t)role);
    caller->place = caller->stream;
    kernel->body->fill(caller);
    caller->link = atomic_load(&kernel->callers);
    while (!atomic_compare_exchange_weak(&kernel->callers, &caller->link, caller)) {
    }
    return caller;
}

int64_t ebb_kernel_run(ebb_caller *caller, int64_t operations) {
    if (operations < 1 || operations > 1000000000) {
        return EBB_ERROR_RANGE;
    }
    const ebb_kernel *kernel = caller->kernel;
    int64_t made = kernel->body->run[kernel->way](caller, operations);
    if (made > 0) {
        atomic_store_explicit(&caller->operations, atomic_load(&caller->operations) + made,
                              memory_order_relaxed);
    }
    return made;
}

/* The caller stays mapped until the kernel is closed, for its counts. */
void ebb_kernel_leave(ebb_caller *caller) {
    ebb_kernel *kernel = caller->kernel;
    EBB_ASSERT(!caller->left);
    kernel->body->clear(caller);
    ebb_unmap(caller->pieces, pieces_bytes(kernel));
    caller->pieces = NULL;
    caller->left = true;
    int64_t present = atomic_fetch_sub(&kernel->present[caller->role], 1);
    EBB_ASSERT(present > 0);
    (void)present;
}

static int64_t value_of(const ebb_tally *tally) {
    return atomic_load_explicit(tally, memory_order_relaxed);
}

int64_t ebb_caller_count(const ebb_caller *caller, int32_t count) {
    switch (count) {
    case EBB_COUNT_OPERATIONS:
        return value_of(&caller->operations);
    case EBB_COUNT_MALLOCS:
        return value_of(&caller->mallocs);
    case EBB_COUNT_REALLOCS:
        return value_of(&caller->reallocs);
    case EBB_COUNT_FREES:
        return value_of(&caller->frees);
    case EBB_COUNT_BYTES:
        return value_of(&caller->bytes);
    case EBB_COUNT_LIVE_BLOCKS:
        return value_of(&caller->mallocs) - value_of(&caller->frees);
    case EBB_COUNT_LIVE_BYTES:
        return value_of(&caller->bytes) - value_of(&caller->bytes_freed);
    case EBB_COUNT_WAITS_FULL:
        return caller->role == EBB_ALLOCATES ? value_of(&caller->waits) : 0;
    case EBB_COUNT_WAITS_EMPTY:
        return caller->role == EBB_FREES_ONLY ? value_of(&caller->waits) : 0;
    case EBB_COUNT_MISSED:
        return value_of(&caller->missed);
    case EBB_COUNT_THREADS:
        return value_of(&caller->threads);
    default:
        return 0;
    }
}

int64_t ebb_kernel_count(const ebb_kernel *kernel, int32_t count) {
    int64_t sum = 0;
    const ebb_caller *caller = atomic_load(&kernel->callers);
    for (; caller != NULL; caller = caller->link) {
        sum += ebb_caller_count(caller, count);
    }
    return sum;
}

int32_t ebb_kernel_stop(ebb_kernel *kernel) {
    if (!kernel->started || atomic_load(&kernel->present[EBB_ALLOCATES]) != 0 ||
        atomic_load(&kernel->present[EBB_FREES_ONLY]) != 0) {
        return EBB_ERROR_STATE;
    }
    if (kernel->kind == EBB_CROSS_THREAD_FREE) {
        ebb_cross_drain(kernel, kernel->rest);
    }
    bool live = ebb_kernel_count(kernel, EBB_COUNT_LIVE_BLOCKS) != 0 ||
                ebb_kernel_count(kernel, EBB_COUNT_LIVE_BYTES) != 0;
    return live ? EBB_ERROR_LIVE : EBB_OK;
}

int32_t ebb_kernel_close(ebb_kernel *kernel) {
    int32_t status = EBB_OK;
    if (kernel->started) {
        for (ebb_caller *caller = atomic_load(&kernel->callers); caller != NULL;
             caller = caller->link) {
            if (!caller->left) {
                ebb_kernel_leave(caller);
            }
        }
        status = ebb_kernel_stop(kernel);
        for (ebb_caller *caller = atomic_load(&kernel->callers); caller != NULL;) {
            ebb_caller *link = caller->link;
            caller_unmap(caller);
            caller = link;
        }
        close_load(kernel);
    }
    ebb_unmap(kernel, sizeof *kernel);
    return status;
}

void ebb_nothing(void) {
}
