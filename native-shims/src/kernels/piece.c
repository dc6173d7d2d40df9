/* SPDX-License-Identifier: Apache-2.0 */
#include "piece.h"

void ebb_pieces_clear(ebb_caller *caller) {
    ebb_batch batch = {.frees = caller->kernel->field[EBB_KERNEL_BLOCKS]};
    for (int64_t i = 0; i < batch.frees; i++) {
        ebb_piece_check(caller->pieces[i].block, caller->pieces[i].size);
        ebb_piece_drop(caller, &batch, &caller->pieces[i], ebb_way_untimed(caller));
    }
    ebb_batch_end(caller, &batch);
}
