/* SPDX-License-Identifier: Apache-2.0 */
#include "step.h"

void ebb_step_take(ebb_step *step, ebb_account *account) {
    uint32_t arriving = atomic_fetch_sub(&step->arriving, 1);
    EBB_ASSERT(arriving > 0);
    if (arriving == 1) {
        ebb_wake(&step->arriving, INT_MAX);
    } else {
        ebb_await(&step->arriving, 0);
    }
    step->act(step, account);
    uint32_t acting = atomic_fetch_sub(&step->acting, 1);
    EBB_ASSERT(acting > 0);
    if (acting == 1) {
        ebb_wake(&step->acting, INT_MAX);
    }
}
