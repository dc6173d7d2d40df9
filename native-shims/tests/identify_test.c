/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments: lines that ebb_identify must have in this environment. */
#include <string.h>

#include "check.h"
#include "ebb.h"

static int has_line(const char *text, const char *line) {
    size_t length = strlen(line);
    for (const char *at = text; at != NULL && *at != '\0'; at = strchr(at, '\n')) {
        at += *at == '\n';
        if (strncmp(at, line, length) == 0 && at[length] == '\n') {
            return 1;
        }
    }
    return 0;
}

int main(int count, char **arguments) {
    const char *text = ebb_identify();
    CHECK(text != NULL);
    for (int i = 1; i < count; i++) {
        if (!has_line(text, arguments[i])) {
            fprintf(stderr, "no line %s in\n%s", arguments[i], text);
            return 1;
        }
    }
    CHECK_EQUAL(ebb_abi_version(), EBB_ABI_VERSION);
    return 0;
}
