/* SPDX-License-Identifier: Apache-2.0 */
/* The text that ebb_identify builds. */
#ifndef EBB_FACTS_H
#define EBB_FACTS_H

#include <stddef.h>

typedef struct {
    char *text;
    size_t length;
    size_t capacity;
} ebb_facts;

/* Adds a line key=value; a line that does not fit is left out entirely. */
__attribute__((format(printf, 3, 4))) void ebb_facts_add(ebb_facts *facts, const char *key,
                                                         const char *format, ...);

#endif
