/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop of the interleaved kernel, and of the churn's threads: frees a
 * random block of the working set and allocates another in its place.
 *
 * The next one is chosen one step ahead, so that its place in the working set
 * is prefetched. The block itself is not: whether free must touch a block that
 * is not cached is up to the allocator, and one of the things that differ. For
 * the same reason only one block of each group has its mark checked.
 */
#ifndef EBB_INTERLEAVED_H
#define EBB_INTERLEAVED_H

#include "piece.h"

EBB_INLINE ebb_piece *ebb_interleaved_choice(ebb_piece *pieces, uint64_t blocks, uint64_t stream) {
    return &pieces[((stream >> 32) * blocks) >> 32];
}

EBB_INLINE int64_t ebb_interleaved_loop(ebb_caller *caller, int64_t operations, enum ebb_way way) {
    uint64_t blocks = (uint64_t)caller->kernel->field[EBB_KERNEL_BLOCKS];
    ebb_piece *pieces = caller->pieces;
    uint64_t stream = caller->stream;
    ebb_piece *next = ebb_interleaved_choice(pieces, blocks, stream);
    ebb_batch batch = {.mallocs = operations, .frees = operations};
    for (int64_t left = operations; left > 0;) {
        int64_t count = left < EBB_GROUP ? left : EBB_GROUP;
        const uint32_t *size = ebb_size_draws(&caller->kernel->sizes, &caller->place, &count);
        const uint32_t *end = size + count;
        ebb_piece_check(next->block, next->size);
        left -= count;
        while (size < end) {
            ebb_piece *piece = next;
            stream = ebb_congruence(stream);
            next = ebb_interleaved_choice(pieces, blocks, stream);
            __builtin_prefetch(next, 1);
            __asm__("" : "+r"(piece)); /* or the compiler computes it again after free */
            ebb_piece_drop(caller, &batch, piece, way);
            ebb_piece_take(caller, &batch, piece, *size++, way);
        }
    }
    caller->stream = stream;
    ebb_batch_end(caller, &batch);
    return operations;
}

/* Allocates the working set. */
void ebb_interleaved_fill(ebb_caller *caller);

#endif
