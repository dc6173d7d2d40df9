/* SPDX-License-Identifier: Apache-2.0 */
#include "vector.h"

static size_t bytes_of_entries(uint32_t entries) {
    return entries * sizeof(ebb_entry);
}

void ebb_vector_push(ebb_vector *vector, ebb_account *account, uint64_t *stream, void *bytes,
                     uint32_t length) {
    if (vector->capacity == 0) {
        vector->capacity = EBB_VECTOR;
        vector->entries = ebb_block_malloc(account, bytes_of_entries(EBB_VECTOR), stream);
    } else if (vector->length == vector->capacity) {
        vector->entries =
            ebb_block_realloc(account, vector->entries, bytes_of_entries(vector->capacity),
                              bytes_of_entries(2 * vector->capacity));
        vector->capacity *= 2;
    }
    EBB_ASSERT(vector->length < vector->capacity);
    ebb_entry *entry = &vector->entries[vector->length++];
    entry->length = length; /* the mark stays: the first entry's is that of the block */
    entry->bytes = bytes;
    entry->capacity = length;
}

void ebb_vector_free(ebb_vector *vector, ebb_account *account) {
    for (uint32_t i = 0; i < vector->length; i++) {
        ebb_block_free(account, vector->entries[i].bytes, vector->entries[i].length);
    }
    if (vector->capacity != 0) {
        ebb_block_free(account, vector->entries, bytes_of_entries(vector->capacity));
    }
    *vector = (ebb_vector){0};
}

void *ebb_string_format(ebb_account *account, uint64_t *stream, const uint32_t *sizes, int count) {
    void *string = ebb_block_malloc(account, sizes[0], stream);
    for (int i = 1; i < count; i++) {
        string = ebb_block_realloc(account, string, sizes[i - 1], sizes[i]);
    }
    return string;
}
