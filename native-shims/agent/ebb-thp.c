/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Becomes a program that has its own rule for transparent huge pages:
 *
 *   ebb-thp host|never|madvise COMMAND [ARGUMENT]...
 *
 * The kernel keeps the rule over fork and exec, so that all that the command
 * starts has it too. Where the kernel refuses it, or does not read back what
 * was set, nothing is started.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"

#define CANNOT_START 127

static void fail(const char *what, const char *reason) {
    fprintf(stderr, "ebb-thp: %s: %s\n", what, reason);
    exit(CANNOT_START);
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: ebb-thp host|never|madvise COMMAND [ARGUMENT]...\n");
        return 2;
    }
    if (ebb_thp_set(arguments[1]) != 0) {
        fail(arguments[1], strerror(errno));
    }
    const char *is = ebb_thp();
    if (is == NULL || strcmp(is, arguments[1]) != 0) {
        fail(arguments[1], "the kernel took it, and reads back something else");
    }
    execvp(arguments[2], arguments + 2);
    fail(arguments[2], strerror(errno));
}
