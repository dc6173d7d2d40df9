/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors and strings, grown by realloc as Rust's are. Sizes are bytes. */
#ifndef EBB_VECTOR_H
#define EBB_VECTOR_H

#include "observe/observe.h"

#define EBB_VECTOR 4 /* entries of a new vector; doubled as it grows */

/* A string, or an entry of a vector. The mark at the head of each block heads each entry. */
typedef struct {
    ebb_mark mark;
    uint32_t length;
    void *bytes;
    uint64_t capacity;
} ebb_entry;

_Static_assert(sizeof(ebb_entry) == 24, "as Rust's String and Vec");

typedef struct {
    ebb_entry *entries;
    uint32_t length;
    uint32_t capacity;
} ebb_vector;

void ebb_vector_push(ebb_vector *vector, ebb_account *account, uint64_t *stream, void *bytes,
                     uint32_t length);
/* Frees the entries' blocks and the vector. */
void ebb_vector_free(ebb_vector *vector, ebb_account *account);

/* A string that grows as it is formatted, through these sizes. */
void *ebb_string_format(ebb_account *account, uint64_t *stream, const uint32_t *sizes, int count);

#endif
