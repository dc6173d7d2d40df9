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

EBB_KERNEL_RUNS(interleaved, ebb_interleaved_loop)

const ebb_kernel_body ebb_interleaved = {
    .run = EBB_KERNEL_RUNS_OF(interleaved),
    .fill = ebb_interleaved_fill,
    .clear = ebb_pieces_clear,
};
