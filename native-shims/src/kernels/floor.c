/* SPDX-License-Identifier: Apache-2.0 */
#include "floor.h"

#define CHUNK_BYTES ((size_t)64 << 20)

/* At the start of each chunk; its length keeps the blocks aligned. */
struct ebb_floor_chunk {
    _Alignas(64) ebb_floor_chunk *next;
    size_t size;
};

static size_t bytes_of_class(uint32_t class) {
    if (class < EBB_FLOOR_FINE) {
        return 16 * ((size_t) class + 1);
    }
    uint32_t log = 10 + (class - EBB_FLOOR_FINE) / 8;
    return (size_t)(8 + (class - EBB_FLOOR_FINE) % 8 + 1) << (log - 3);
}

static void *cut_block(ebb_floor *floor, size_t size) {
    if ((size_t)(floor->end - floor->fresh) < size) {
        size_t bytes = size + sizeof(ebb_floor_chunk);
        if (bytes < CHUNK_BYTES) {
            bytes = CHUNK_BYTES;
        }
        ebb_floor_chunk *chunk = ebb_reserve(bytes);
        if (chunk == NULL) {
            return NULL;
        }
        chunk->size = bytes;
        chunk->next = atomic_load(&floor->store->chunks);
        while (!atomic_compare_exchange_weak(&floor->store->chunks, &chunk->next, chunk)) {
        }
        floor->fresh = (char *)(chunk + 1);
        floor->end = (char *)chunk + bytes;
    }
    EBB_ASSERT((size_t)(floor->end - floor->fresh) >= size);
    void *block = floor->fresh;
    floor->fresh += size;
    return block;
}

/* Takes all chains at once: nobody takes a single one, so there is no ABA problem. */
void *ebb_floor_refill(ebb_floor *floor, uint32_t class) {
    if (floor->chains[class] == NULL && atomic_load(&floor->store->given[class]) != NULL) {
        floor->chains[class] = atomic_exchange(&floor->store->given[class], NULL);
    }
    ebb_floor_block *chain = floor->chains[class];
    if (chain == NULL) {
        return cut_block(floor, bytes_of_class(class));
    }
    floor->chains[class] = chain->next_chain;
    EBB_ASSERT(floor->counts[class] == 0);
    for (ebb_floor_block *block = chain->next; block != NULL; block = block->next) {
        floor->blocks[class][floor->counts[class]++] = block;
    }
    return chain;
}

void ebb_floor_give(ebb_floor *floor, uint32_t class) {
    EBB_ASSERT(floor->counts[class] > 0);
    _Atomic(ebb_floor_block *) *given = &floor->store->given[class];
    ebb_floor_block *chain = NULL;
    while (floor->counts[class] > 0) {
        ebb_floor_block *block = floor->blocks[class][--floor->counts[class]];
        block->next = chain;
        chain = block;
    }
    chain->next_chain = atomic_load(given);
    while (!atomic_compare_exchange_weak(given, &chain->next_chain, chain)) {
    }
}

ebb_floor *ebb_floor_new(ebb_floor_store *store) {
    ebb_floor *floor = ebb_map(sizeof *floor);
    if (floor != NULL) {
        floor->store = store;
    }
    return floor;
}

void ebb_floor_close(ebb_floor_store *store) {
    ebb_floor_chunk *chunk = atomic_exchange(&store->chunks, NULL);
    while (chunk != NULL) {
        ebb_floor_chunk *next = chunk->next;
        ebb_unmap(chunk, chunk->size);
        chunk = next;
    }
}
