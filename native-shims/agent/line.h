/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a report whose values come from the process: a line break would begin another line. */
#ifndef EBB_LINE_H
#define EBB_LINE_H

#include <stdio.h>

#include "allocator/facts.h"

#define EBB_LINE_BYTES 4096 /* longer values are cut, as ebb_facts_add does */

static inline void ebb_line_add(ebb_facts *facts, const char *key, const char *value) {
    char line[EBB_LINE_BYTES];
    snprintf(line, sizeof line, "%s", value);
    for (char *at = line; *at != '\0'; at++) {
        *at = *at == '\n' ? ' ' : *at;
    }
    ebb_facts_add(facts, key, "%s", line);
}

#endif
