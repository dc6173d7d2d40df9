/* SPDX-License-Identifier: Apache-2.0 */
#include "sizes.h"

#include "base/base.h"

#define SIZE_MOST (INT64_C(1) << 30)
#define WEIGHT_MOST 1e18

struct ebb_sizes {
    double sum;
    double weight[EBB_SIZES_MOST];
    uint32_t size[EBB_SIZES_MOST];
    uint32_t count;
};

ebb_sizes *ebb_sizes_new(void) {
    return ebb_reserve(sizeof(ebb_sizes));
}

void ebb_sizes_close(ebb_sizes *sizes) {
    ebb_unmap(sizes, sizeof *sizes);
}

int32_t ebb_sizes_add(ebb_sizes *sizes, int64_t size, double weight) {
    if (size < 1 || size > SIZE_MOST || !(weight > 0 && weight <= WEIGHT_MOST)) {
        return EBB_ERROR_RANGE;
    }
    if (sizes->count == EBB_SIZES_MOST) {
        return EBB_ERROR_STATE;
    }
    sizes->size[sizes->count] = (uint32_t)size;
    sizes->weight[sizes->count] = weight;
    sizes->sum += weight;
    sizes->count++;
    return EBB_OK;
}

/* One from a random place of each equal part, so that rare sizes come as often as they should. */
static void draw(uint32_t *draws, const ebb_sizes *sizes, uint64_t *stream) {
    uint32_t at = 0;
    double passed = sizes->weight[0];
    for (uint32_t i = 0; i < EBB_DRAWS; i++) {
        double within = (double)(ebb_random(stream) >> 11) * 0x1p-53;
        double place = (i + within) / EBB_DRAWS * sizes->sum;
        while (place >= passed && at + 1 < sizes->count) {
            passed += sizes->weight[++at];
        }
        draws[i] = sizes->size[at];
    }
}

static void shuffle(uint32_t *draws, uint64_t *stream) {
    for (uint32_t i = EBB_DRAWS - 1; i > 0; i--) {
        uint32_t other = (uint32_t)ebb_uniform(stream, 0, i);
        uint32_t size = draws[i];
        draws[i] = draws[other];
        draws[other] = size;
    }
}

int32_t ebb_size_table_open(ebb_size_table *table, const ebb_sizes *sizes, uint64_t seed) {
    if (sizes->count == 0) {
        return EBB_ERROR_RANGE;
    }
    table->draws = ebb_map(EBB_DRAWS * sizeof *table->draws);
    if (table->draws == NULL) {
        return EBB_ERROR_SYSTEM;
    }
    draw(table->draws, sizes, &seed);
    shuffle(table->draws, &seed);
    return EBB_OK;
}

void ebb_size_table_close(ebb_size_table *table) {
    ebb_unmap(table->draws, EBB_DRAWS * sizeof *table->draws);
    table->draws = NULL;
}
