/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vectors and strings that grow. Several grow at the same time, a random one by
 * one step, as in a program where each is followed by other blocks: alone on the
 * heap a vector could always be extended in place.
 */
#include "piece.h"

EBB_INLINE int64_t run_growth(ebb_caller *caller, int64_t operations, enum ebb_way way) {
    const int64_t *field = caller->kernel->field;
    uint64_t vectors = (uint64_t)field[EBB_KERNEL_BLOCKS];
    uint64_t first = (uint64_t)field[EBB_KERNEL_FIRST];
    uint64_t final = (uint64_t)field[EBB_KERNEL_FINAL];
    uint64_t stream = caller->stream;
    ebb_batch batch = {0};
    while (batch.frees < operations) {
        stream = ebb_congruence(stream);
        ebb_piece *vector = &caller->pieces[((stream >> 32) * vectors) >> 32];
        if (vector->size < final) {
            uint64_t size = 2 * vector->size < final ? 2 * vector->size : final;
            ebb_piece_grow(caller, &batch, vector, size, way);
            batch.reallocs++;
        } else {
            ebb_piece_check(vector->block, vector->size);
            ebb_piece_drop(caller, &batch, vector, way);
            ebb_piece_take(caller, &batch, vector, first, way);
            batch.frees++;
            batch.mallocs++;
        }
    }
    caller->stream = stream;
    ebb_batch_end(caller, &batch);
    return operations;
}

static void fill_growth(ebb_caller *caller) {
    ebb_batch batch = {.mallocs = caller->kernel->field[EBB_KERNEL_BLOCKS]};
    uint64_t first = (uint64_t)caller->kernel->field[EBB_KERNEL_FIRST];
    for (int64_t i = 0; i < batch.mallocs; i++) {
        ebb_piece_take(caller, &batch, &caller->pieces[i], first, ebb_way_untimed(caller));
    }
    ebb_batch_end(caller, &batch);
}

EBB_KERNEL_RUNS(growth, run_growth)

const ebb_kernel_body ebb_growth = {
    .run = EBB_KERNEL_RUNS_OF(growth),
    .fill = fill_growth,
    .clear = ebb_pieces_clear,
};
