/* SPDX-License-Identifier: Apache-2.0 */
/* The ranges of a kernel's fields, as in ebb.h, and which kind needs which. */
#include "kernel.h"

#define BIT(field) (UINT32_C(1) << (field))
#define CALLERS_MOST 1024
#define BLOCKS_MOST 10000000
#define SIZE_MOST (INT64_C(1) << 30)

static const struct {
    int64_t least;
    int64_t most;
} range[EBB_KERNEL_FIELDS] = {
    [EBB_KERNEL_THREADS] = {1, CALLERS_MOST},   [EBB_KERNEL_FREERS] = {1, CALLERS_MOST},
    [EBB_KERNEL_BLOCKS] = {1, BLOCKS_MOST},     [EBB_KERNEL_RING] = {1, BLOCKS_MOST},
    [EBB_KERNEL_LIFETIME] = {1, 1000000000},    [EBB_KERNEL_FIRST] = {1, SIZE_MOST},
    [EBB_KERNEL_FINAL] = {1, SIZE_MOST},        [EBB_KERNEL_FLOOR] = {0, 1},
    [EBB_KERNEL_SEED] = {INT64_MIN, INT64_MAX}, [EBB_KERNEL_HANDOVER] = {1, 1000000},
};

static const uint32_t needed[EBB_KERNEL_KINDS] = {
    [EBB_INTERLEAVED] = BIT(EBB_KERNEL_THREADS) | BIT(EBB_KERNEL_BLOCKS),
    [EBB_CROSS_THREAD_FREE] = BIT(EBB_KERNEL_THREADS) | BIT(EBB_KERNEL_FREERS) |
                              BIT(EBB_KERNEL_RING) | BIT(EBB_KERNEL_HANDOVER),
    [EBB_THREAD_CHURN] =
        BIT(EBB_KERNEL_THREADS) | BIT(EBB_KERNEL_BLOCKS) | BIT(EBB_KERNEL_LIFETIME),
    [EBB_GROWTH] = BIT(EBB_KERNEL_THREADS) | BIT(EBB_KERNEL_BLOCKS) | BIT(EBB_KERNEL_FIRST) |
                   BIT(EBB_KERNEL_FINAL),
};

int32_t ebb_kernel_set(ebb_kernel *kernel, int32_t field, int64_t value) {
    if (field < 0 || field >= EBB_KERNEL_FIELDS) {
        return EBB_ERROR_FIELD;
    }
    if (kernel->started) {
        return EBB_ERROR_STATE;
    }
    if (value < range[field].least || value > range[field].most) {
        return EBB_ERROR_RANGE;
    }
    kernel->field[field] = value;
    kernel->fields_set |= BIT(field);
    return EBB_OK;
}

int32_t ebb_kernel_fields_check(const ebb_kernel *kernel) {
    if ((kernel->fields_set & needed[kernel->kind]) != needed[kernel->kind]) {
        return EBB_ERROR_FIELD;
    }
    if (kernel->kind == EBB_GROWTH &&
        kernel->field[EBB_KERNEL_FIRST] > kernel->field[EBB_KERNEL_FINAL]) {
        return EBB_ERROR_RANGE;
    }
    if (kernel->kind == EBB_CROSS_THREAD_FREE &&
        kernel->field[EBB_KERNEL_HANDOVER] > kernel->field[EBB_KERNEL_RING]) {
        return EBB_ERROR_RANGE;
    }
    return EBB_OK;
}
