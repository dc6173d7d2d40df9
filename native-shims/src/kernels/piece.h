/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kernel's blocks: asked for, written to, checked and freed.
 *
 * A block's first word, its last byte and a byte of each page between are
 * written. So every page is really resident and both ends of the block are
 * cached, for a few instructions whatever the size. A program that fills its
 * blocks spends more, but the same with every allocator; here that would only
 * hide the differences.
 *
 * The first word is a mark made from the size. If it has changed before the
 * free, the allocator gave the block out twice or wrote into it. A kernel
 * checks as many marks as it can without distorting the measurement.
 */
#ifndef EBB_PIECE_H
#define EBB_PIECE_H

#include <stdlib.h>

#include "base/base.h"
#include "kernel.h"

#define EBB_PAGE 4096 /* the smallest page there is */
#define EBB_SELDOM(condition) __builtin_expect(condition, 0)

EBB_INLINE void ebb_tally_add(ebb_tally *tally, int64_t amount) {
    atomic_store_explicit(tally, atomic_load_explicit(tally, memory_order_relaxed) + amount,
                          memory_order_relaxed);
}

static inline void ebb_batch_end(ebb_caller *caller, const ebb_batch *batch) {
    ebb_tally_add(&caller->mallocs, batch->mallocs);
    ebb_tally_add(&caller->reallocs, batch->reallocs);
    ebb_tally_add(&caller->frees, batch->frees);
    ebb_tally_add(&caller->bytes, batch->bytes);
    ebb_tally_add(&caller->bytes_freed, batch->bytes_freed);
}

EBB_INLINE bool ebb_way_is_timed(enum ebb_way way) {
    return way == EBB_MALLOC_TIMED || way == EBB_FLOOR_TIMED;
}

EBB_INLINE bool ebb_way_is_floor(enum ebb_way way) {
    return way == EBB_FLOOR || way == EBB_FLOOR_TIMED;
}

EBB_INLINE uint32_t ebb_piece_mark(uint64_t size) {
    return UINT32_C(0x2B5D6E71) ^ (uint32_t)size;
}

/* From this byte on. The mark comes last: a block of one byte has nothing else. */
EBB_INLINE void ebb_piece_write(char *block, uint64_t from, uint64_t size) {
    uint32_t mark = ebb_piece_mark(size);
    if (EBB_SELDOM(size - from > EBB_PAGE)) {
        for (uint64_t at = from + EBB_PAGE; at < size; at += EBB_PAGE) {
            block[at] = 1;
        }
    }
    block[size - 1] = 1;
    if (EBB_SELDOM(size < sizeof mark)) {
        block[0] = (char)mark;
    } else {
        memcpy(block, &mark, sizeof mark);
    }
}

EBB_INLINE void ebb_piece_check(const char *block, uint64_t size) {
    uint32_t mark = ebb_piece_mark(size);
    uint32_t found = mark;
    if (size >= sizeof mark) {
        memcpy(&found, block, sizeof found);
    } else {
        memcpy(&found, block, 1);
        mark = (mark & 0xFF) | (found & ~UINT32_C(0xFF));
    }
    if (found != mark) {
        ebb_fatal_mark(block, found);
    }
}

EBB_INLINE void ebb_piece_take(ebb_caller *caller, ebb_batch *batch, ebb_piece *piece,
                               uint64_t size, enum ebb_way way) {
    uint64_t start = ebb_way_is_timed(way) ? ebb_ticks() : 0;
    char *block = ebb_way_is_floor(way) ? ebb_floor_malloc(caller->floor, size) : malloc(size);
    if (ebb_way_is_timed(way)) {
        ebb_lane_record(caller->lane, EBB_LATENCY_MALLOC, start, ebb_ticks());
    }
    if (EBB_SELDOM(block == NULL)) {
        ebb_fatal_memory(size);
    }
    ebb_piece_write(block, 0, size);
    piece->block = block;
    piece->size = size;
    batch->bytes += (int64_t)size;
}

/* Leaves the piece as it is: the next block is about to be put there. */
EBB_INLINE void ebb_piece_drop(ebb_caller *caller, ebb_batch *batch, const ebb_piece *piece,
                               enum ebb_way way) {
    batch->bytes_freed += (int64_t)piece->size;
    uint64_t start = ebb_way_is_timed(way) ? ebb_ticks() : 0;
    if (ebb_way_is_floor(way)) {
        ebb_floor_free(caller->floor, piece->block, piece->size);
    } else {
        free(piece->block);
    }
    if (ebb_way_is_timed(way)) {
        ebb_lane_record(caller->lane, EBB_LATENCY_FREE, start, ebb_ticks());
    }
}

/* The mark is checked where the block lies now: realloc must have copied it. */
EBB_INLINE void ebb_piece_grow(ebb_caller *caller, ebb_batch *batch, ebb_piece *piece,
                               uint64_t size, enum ebb_way way) {
    uint64_t start = ebb_way_is_timed(way) ? ebb_ticks() : 0;
    char *block = ebb_way_is_floor(way)
                      ? ebb_floor_realloc(caller->floor, piece->block, piece->size, size)
                      : realloc(piece->block, size);
    if (ebb_way_is_timed(way)) {
        ebb_lane_record(caller->lane, EBB_LATENCY_REALLOC, start, ebb_ticks());
    }
    if (EBB_SELDOM(block == NULL)) {
        ebb_fatal_memory(size);
    }
    ebb_piece_check(block, piece->size);
    ebb_piece_write(block, piece->size, size);
    batch->bytes += (int64_t)(size - piece->size);
    piece->block = block;
    piece->size = size;
}

/* For what is not measured: the same way, untimed. */
EBB_INLINE enum ebb_way ebb_way_untimed(const ebb_caller *caller) {
    return ebb_way_is_floor(caller->kernel->way) ? EBB_FLOOR : EBB_MALLOC;
}

/* Frees the working set of a caller that leaves. */
void ebb_pieces_clear(ebb_caller *caller);

#endif
