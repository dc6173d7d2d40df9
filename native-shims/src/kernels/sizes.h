/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Block sizes drawn from a distribution, beforehand: 65,536 of them, one from
 * each equal part of it, in random order. A draw is a look at the next one, so
 * that it costs a kernel next to nothing, and a round holds the distribution
 * as exactly as so many draws can.
 */
#ifndef EBB_SIZES_H
#define EBB_SIZES_H

#include "base/base.h"
#include "ebb.h"

#define EBB_DRAWS 65536 /* of a round */

typedef struct {
    uint32_t *draws;
} ebb_size_table;

/* The seed decides the draws. EBB_ERROR_RANGE: there is no size; EBB_ERROR_SYSTEM: errno. */
int32_t ebb_size_table_open(ebb_size_table *table, const ebb_sizes *sizes, uint64_t seed);
void ebb_size_table_close(ebb_size_table *table);

/*
 * The sizes from this place on, which moves behind them: as many as are wanted, or fewer, as the
 * round ends. A round later they come again.
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
