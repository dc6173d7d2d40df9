/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop of the interleaved kernel, and of the churn's threads: frees a
 * random block of the working set and allocates another in its place.
 *
 * Which ones is chosen in groups, one group ahead, so that their places in the
 * working set are fetched meanwhile. The blocks themselves are not: whether
 * free has to touch a block that is not in the cache is the allocator's own
 * affair, and one of the things that make a difference. For the same reason
 * only the first of each group is looked at for its mark.
 */
#ifndef EBB_INTERLEAVED_H
#define EBB_INTERLEAVED_H

#include "piece.h"

/* Moves on to the next group, and chooses one more. */
static inline void ebb_interleaved_look_ahead(ebb_caller *caller) {
    ebb_ahead *ahead = &caller->ahead;
    ebb_piece *pieces = caller->pieces;
    uint64_t blocks = (uint64_t)caller->kernel->field[EBB_KERNEL_BLOCKS];
    uint64_t stream = caller->stream;
    ebb_piece **next = ahead->chosen[ahead->group];
    for (int i = 0; i < EBB_GROUP; i++) {
        stream = ebb_congruence(stream);
        next[i] = &pieces[(uint64_t)(((ebb_wide)stream * blocks) >> 64)];
        __builtin_prefetch(next[i], 1);
    }
    caller->stream = stream;
    ahead->group ^= 1;
    ahead->sizes = ebb_size_draws(&caller->kernel->sizes, &caller->place);
    ahead->at = 0;
}

EBB_INLINE int64_t ebb_interleaved_loop(ebb_caller *caller, int64_t operations, enum ebb_way way) {
    ebb_ahead *ahead = &caller->ahead;
    ebb_batch batch = {.mallocs = operations, .frees = operations};
    for (int64_t left = operations; left > 0;) {
        if (ahead->at == EBB_GROUP) {
            ebb_interleaved_look_ahead(caller);
        }
        int64_t at = ahead->at;
        int64_t end = left < EBB_GROUP - at ? at + left : EBB_GROUP;
        left -= end - at;
        ebb_piece **pieces = ahead->chosen[ahead->group];
        const uint32_t *sizes = ahead->sizes;
        if (at == 0) {
            ebb_piece_check(pieces[0]->block, pieces[0]->size);
        }
        for (; at < end; at++) {
            ebb_piece_drop(caller, &batch, pieces[at], way);
            ebb_piece_take(caller, &batch, pieces[at], sizes[at], way);
        }
        ahead->at = end;
    }
    ebb_batch_end(caller, &batch);
    return operations;
}

/* The working set, allocated by the thread that joins and freed by the one that leaves. */
void ebb_interleaved_fill(ebb_caller *caller);
void ebb_interleaved_clear(ebb_caller *caller);

#endif
