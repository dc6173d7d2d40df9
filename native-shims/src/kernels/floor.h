/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor: the cheapest allocator that can serve the kernels, to show what
 * they cost themselves. Each caller has a stack of free blocks per size class;
 * a malloc is a pop and a free is a push, without atomics and without touching
 * the block. Memory is mapped in chunks and unmapped at the end.
 *
 * A caller that only frees would hoard blocks, so a full stack moves as a chain
 * of blocks to a store from which the others take all chains.
 */
#ifndef EBB_FLOOR_H
#define EBB_FLOOR_H

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "base/base.h"

#define EBB_FLOOR_CHAIN 256   /* blocks of a full stack */
#define EBB_FLOOR_FINE 64     /* classes in steps of 16 bytes, up to 1 KiB */
#define EBB_FLOOR_CLASSES 224 /* then eight per power of two, up to 2^30 */

/* A block in the store. */
typedef struct ebb_floor_block ebb_floor_block;
struct ebb_floor_block {
    ebb_floor_block *next;
    ebb_floor_block *next_chain; /* of the first block of a chain */
};

typedef struct ebb_floor_chunk ebb_floor_chunk;

/* Shared by the callers: the chains, and every chunk, to unmap it at the end. */
typedef struct {
    /* release to push, acquire to take, both: what is linked is read through them. */
    _Atomic(ebb_floor_block *) given[EBB_FLOOR_CLASSES];
    _Atomic(ebb_floor_chunk *) chunks;
} ebb_floor_store;

typedef struct {
    ebb_floor_store *store;
    char *fresh; /* the rest of the current chunk */
    char *end;
    ebb_floor_block *chains[EBB_FLOOR_CLASSES]; /* taken from the store, not yet used */
    uint32_t counts[EBB_FLOOR_CLASSES];
    /* Each is padded by a cache line, so that they do not all start in the same cache sets. */
    void *blocks[EBB_FLOOR_CLASSES][EBB_FLOOR_CHAIN + 8];
} ebb_floor;

/* The slow paths of malloc and free. NULL: no more memory can be mapped. */
void *ebb_floor_refill(ebb_floor *floor, uint32_t class);
void ebb_floor_give(ebb_floor *floor, uint32_t class);
/* What a caller has for itself; NULL: errno. */
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
    __builtin_prefetch(block, 1); /* the next malloc of this class writes to it */
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
