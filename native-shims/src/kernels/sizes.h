/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Block sizes drawn from a distribution in advance: 65,536 of them, one from
 * each equal part of it, in random order. A kernel only reads the next one,
 * which costs next to nothing, and a round follows the distribution as exactly
 * as so many draws can.
 */
#ifndef EBB_SIZES_H
#define EBB_SIZES_H

#include "base/base.h"
#include "ebb.h"

#define EBB_DRAWS 65536 /* in a round */

typedef struct {
    uint32_t *draws;
} ebb_size_table;

/* The seed decides the draws. EBB_ERROR_RANGE: there are no sizes; EBB_ERROR_SYSTEM: errno. */
int32_t ebb_size_table_open(ebb_size_table *table, const ebb_sizes *sizes, uint64_t seed);
void ebb_size_table_close(ebb_size_table *table);

/*
 * The sizes from this place on, as many as wanted or, at the end of the round,
 * fewer; the place moves past them. The next round repeats them.
 */
static inline const uint32_t *ebb_size_draws(const ebb_size_table *table, uint64_t *place,
                                             int64_t *wanted) {
    uint64_t at = *place % EBB_DRAWS;
    if (*wanted > (int64_t)(EBB_DRAWS - at)) {
        *wanted = (int64_t)(EBB_DRAWS - at);
    }
    *place += (uint64_t)*wanted;
    return &table->draws[at];
}

static inline uint32_t ebb_size_draw(const ebb_size_table *table, uint64_t *place) {
    return table->draws[(*place)++ % EBB_DRAWS];
}

#endif
