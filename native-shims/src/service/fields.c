/* SPDX-License-Identifier: Apache-2.0 */
/* The ranges of a burst's fields, as in ebb.h. */
#include "fields.h"

#include "burst.h"

#define BLOCK_MOST (INT64_C(1) << 30)

static const struct {
    int64_t least;
    int64_t most;
} range[EBB_FIELDS] = {
    [EBB_EVENTS] = {0, 1000000000},
    [EBB_TOKENS] = {1, 1000000},
    [EBB_TOKENS_FIXED] = {0, 1},
    [EBB_PERMITS] = {1, 1000000},
    [EBB_WORKERS] = {1, EBB_WORKERS_MOST},
    [EBB_PAYLOAD] = {EBB_BLOCK_LEAST, BLOCK_MOST},
    [EBB_BUFFERS_REQUEST] = {0, 1000},
    [EBB_BUFFERS_RESPONSE] = {0, 1000},
    [EBB_BUFFER_MIN] = {EBB_BLOCK_LEAST, BLOCK_MOST},
    [EBB_BUFFER_MAX] = {EBB_BLOCK_LEAST, BLOCK_MOST},
    [EBB_HOLD_MIN_US] = {0, 10000000},
    [EBB_HOLD_MAX_US] = {0, 10000000},
    [EBB_TOPOLOGY] = {EBB_STEALING, EBB_EXITED},
    [EBB_SURVIVORS_PPM] = {0, 1000000},
    [EBB_CHURN_PER_HOUR] = {0, 3600000},
    [EBB_SEED] = {INT64_MIN, INT64_MAX},
    [EBB_CHECK] = {EBB_CHECK_HTTP, EBB_CHECK_TASK},
};

int32_t ebb_burst_set(ebb_burst *burst, int32_t field, int64_t value) {
    if (field < 0 || field >= EBB_FIELDS) {
        return EBB_ERROR_FIELD;
    }
    if (burst->started) {
        return EBB_ERROR_STATE;
    }
    if (value < range[field].least || value > range[field].most) {
        return EBB_ERROR_RANGE;
    }
    burst->field[field] = value;
    burst->fields_set |= UINT32_C(1) << field;
    return EBB_OK;
}

int32_t ebb_fields_check(const ebb_burst *burst) {
    const uint32_t needed = ((UINT32_C(1) << EBB_FIELDS) - 1) & ~(UINT32_C(1) << EBB_SEED);
    if ((burst->fields_set & needed) != needed) {
        return EBB_ERROR_FIELD;
    }
    if (burst->field[EBB_BUFFER_MIN] > burst->field[EBB_BUFFER_MAX] ||
        burst->field[EBB_HOLD_MIN_US] > burst->field[EBB_HOLD_MAX_US]) {
        return EBB_ERROR_RANGE;
    }
    return EBB_OK;
}
