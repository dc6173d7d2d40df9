/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor: the cheapest allocator that serves the kernels, to show what they
 * cost themselves. Each caller has a stack of free blocks for each size class;
 * a malloc is a pop and a free is a push, without an atomic and without a look
 * at the block. Memory is mapped in chunks and given back at the end.
 *
 * A caller that only frees would hoard: a stack that is full goes as a chain
 * of blocks to where others take all such chains.
 */
#ifndef EBB_FLOOR_H
#define EBB_FLOOR_H

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "base/base.h"

#define EBB_FLOOR_CHAIN 256   /* blocks of a full stack */
#define EBB_FLOOR_FINE 64     /* classes of 16 bytes' steps, up to 1 KiB */
#define EBB_FLOOR_CLASSES 224 /* then eight for each power of two, up to 2^30 */

/* A block that was given away. */
typedef struct ebb_floor_block ebb_floor_block;
struct ebb_floor_block {
    ebb_floor_block *next;
    ebb_floor_block *next_chain; /* of a chain's first */
};

typedef struct ebb_floor_chunk ebb_floor_chunk;

/* What callers share: chains given away, and every chunk, to unmap it at the end. */
typedef struct {
    /* release to push, acquire to take, both: what is linked is read through them. */
    _Atomic(ebb_floor_block *) given[EBB_FLOOR_CLASSES];
    _Atomic(ebb_floor_chunk *) chunks;
} ebb_floor_store;

typedef struct {
    ebb_floor_store *store;
    char *fresh; /* the rest of the present chunk */
    char *end;
    ebb_floor_block *chains[EBB_FLOOR_CLASSES]; /* taken from the store, not yet begun */
    uint32_t counts[EBB_FLOOR_CLASSES];
    /* Each a line longer than it need be, so that not all begin in the same sets of the cache. */
    void *blocks[EBB_FLOOR_CLASSES][EBB_FLOOR_CHAIN + 8];
} ebb_floor;

/* floor.c: off the short path. NULL: the kernel maps no more memory. */
void *ebb_floor_refill(ebb_floor *floor, uint32_t class);
void ebb_floor_give(ebb_floor *floor, uint32_t class);
/* A caller's own part; NULL: errno. */
ebb_floor *ebb_floor_new(ebb_floor_store *store);
void ebb_floor_close(ebb_floor_store *store);

static inline uint32_t ebb_floor_class(size_t size) {
    if (size <= 16 * EBB_FLOOR_FINE) {
        return (uint32_t)((size - 1) / 16);
    }
    uint32_t log = 63 - (uint32_t)__builtin_clzll(size - 1);
    return EBB_FLOOR_FINE + (log - 10) * 8 + (uint32_t)((size - 1) >> (log - 3) & 7);
}

static inline void *ebb_floor_malloc(ebb_floor *floor, size_t size) {
    uint32_t class = ebb_floor_class(size);
    uint32_t count = floor->counts[class];
    EBB_ASSERT(class < EBB_FLOOR_CLASSES && count <= EBB_FLOOR_CHAIN);
    if (count == 0) {
        return ebb_floor_refill(floor, class);
    }
    floor->counts[class] = count - 1;
    return floor->blocks[class][count - 1];
}

static inline void ebb_floor_free(ebb_floor *floor, void *block, size_t size) {
    uint32_t class = ebb_floor_class(size);
    EBB_ASSERT(class < EBB_FLOOR_CLASSES && floor->counts[class] <= EBB_FLOOR_CHAIN);
    if (floor->counts[class] == EBB_FLOOR_CHAIN) {
        ebb_floor_give(floor, class);
    }
    floor->blocks[class][floor->counts[class]++] = block;
    __builtin_prefetch(block, 1); /* the next malloc of its class writes to it */
}

static inline void *ebb_floor_realloc(ebb_floor *floor, void *block, size_t old_size, size_t size) {
    void *moved = ebb_floor_malloc(floor, size);
    if (moved != NULL) {
        memcpy(moved, block, old_size);
        ebb_floor_free(floor, block, old_size);
    }
    return moved;
}

#endif
