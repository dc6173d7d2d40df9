/* SPDX-License-Identifier: Apache-2.0 */
/* A program's settings, given as NAME=VALUE. */
#ifndef EBB_SETTINGS_H
#define EBB_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *name;
    int64_t value;
} setting;

/* Whether the argument, whose name has this length, sets one of these. */
static inline bool take_setting(setting *settings, int count, const char *argument,
                                size_t name_length) {
    for (int i = 0; i < count; i++) {
        if (strlen(settings[i].name) == name_length &&
            strncmp(settings[i].name, argument, name_length) == 0) {
            settings[i].value = strtoll(argument + name_length + 1, NULL, 10);
            return true;
        }
    }
    return false;
}

#endif
