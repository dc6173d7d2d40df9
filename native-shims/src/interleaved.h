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

/*
 * Moves on to the next group, and chooses one more: by several generators in
 * turn, as each has to wait for its own last number.
 */
static inline void ebb_interleaved_look_ahead(ebb_caller *caller) {
    ebb_ahead *ahead = &caller->ahead;
    ebb_piece *pieces = caller->pieces;
    uint64_t blocks = (uint64_t)caller->kernel->field[EBB_KERNEL_BLOCKS];
    ebb_piece **next = ahead->chosen[ahead->group];
    uint64_t streams[EBB_STREAMS];
    memcpy(streams, ahead->streams, sizeof streams);
    for (int i = 0; i < EBB_GROUP; i += EBB_STREAMS) {
#pragma GCC unroll 4
        for (int j = 0; j < EBB_STREAMS; j++) {
            streams[j] = ebb_congruence(streams[j]);
            next[i + j] = &pieces[(uint64_t)(((ebb_wide)streams[j] * blocks) >> 64)];
            __builtin_prefetch(next[i + j], 1);
        }
    }
    memcpy(ahead->streams, streams, sizeof streams);
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
        int64_t count = left < EBB_GROUP - ahead->at ? left : EBB_GROUP - ahead->at;
        ebb_piece **chosen = &ahead->chosen[ahead->group][ahead->at];
        ebb_piece **end = chosen + count;
        const uint32_t *size = ahead->sizes + ahead->at;
        ebb_piece_check((*chosen)->block, (*chosen)->size);
        ahead->at += count;
        left -= count;
        while (chosen < end) {
            ebb_piece *piece = *chosen++;
            ebb_piece_drop(caller, &batch, piece, way);
            ebb_piece_take(caller, &batch, piece, *size++, way);
        }
    }
    ebb_batch_end(caller, &batch);
    return operations;
}

/* The working set, allocated by the thread that joins and freed by the one that leaves. */
void ebb_interleaved_fill(ebb_caller *caller);
void ebb_interleaved_clear(ebb_caller *caller);

#endif
