/* SPDX-License-Identifier: Apache-2.0 */
#include "facts.h"

#include <stdarg.h>
#include <stdio.h>

void ebb_facts_add(ebb_facts *facts, const char *key, const char *format, ...) {
    char value[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(value, sizeof value, format, arguments);
    va_end(arguments);
    size_t room = facts->capacity - facts->length;
    int written = snprintf(facts->text + facts->length, room, "%s=%s\n", key, value);
    if (written > 0 && (size_t)written < room) {
        facts->length += (size_t)written;
    } else {
        facts->text[facts->length] = '\0';
    }
}
