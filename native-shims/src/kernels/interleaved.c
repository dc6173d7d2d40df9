/* SPDX-License-Identifier: Apache-2.0 */
#include "interleaved.h"

void ebb_interleaved_fill(ebb_caller *caller) {
    ebb_batch batch = {.mallocs = caller->kernel->field[EBB_KERNEL_BLOCKS]};
    for (int64_t i = 0; i < batch.mallocs; i++) {
        uint64_t size = ebb_size_draw(&caller->kernel->sizes, &caller->place);
        ebb_piece_take(caller, &batch, &caller->pieces[i], size, ebb_way_untimed(caller));
    }
    ebb_batch_end(caller, &batch);
}

void ebb_interleaved_clear(ebb_caller *caller) {
    ebb_batch batch = {.frees = caller->kernel->field[EBB_KERNEL_BLOCKS]};
    for (int64_t i = 0; i < batch.frees; i++) {
        ebb_piece_check(caller->pieces[i].block, caller->pieces[i].size);
        ebb_piece_drop(caller, &batch, &caller->pieces[i], ebb_way_untimed(caller));
    }
    ebb_batch_end(caller, &batch);
}

EBB_KERNEL_RUNS(ebb_interleaved_loop)

const ebb_kernel_body ebb_interleaved = {
    .run = EBB_KERNEL_RUNS_OF,
    .fill = ebb_interleaved_fill,
    .clear = ebb_interleaved_clear,
};
