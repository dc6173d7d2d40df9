/* SPDX-License-Identifier: Apache-2.0 */
#include "event.h"

void *ebb_string_format(ebb_account *account, uint64_t *stream, const uint32_t *sizes, int count) {
    void *string = ebb_block_malloc(account, sizes[0], stream);
    for (int i = 1; i < count; i++) {
        string = ebb_block_realloc(account, string, sizes[i - 1], sizes[i]);
    }
    return string;
}
