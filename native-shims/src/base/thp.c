/* SPDX-License-Identifier: Apache-2.0 */
#include "thp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define EXCEPT_ADVISED 2UL /* PR_THP_DISABLE_EXCEPT_ADVISED; younger than most <linux/prctl.h> */
#define DISABLED 1

static const struct {
    const char *mode;
    int state; /* as PR_GET_THP_DISABLE gives it */
} modes[] = {{"host", 0}, {"never", DISABLED}, {"madvise", DISABLED | (int)EXCEPT_ADVISED}};
enum { MODES = sizeof modes / sizeof *modes };

const char *ebb_thp(void) {
    int state = prctl(PR_GET_THP_DISABLE, 0UL, 0UL, 0UL, 0UL);
    for (int i = 0; i < MODES; i++) {
        if (modes[i].state == state) {
            return modes[i].mode;
        }
    }
    return NULL;
}

int ebb_thp_set(const char *mode) {
    for (int i = 0; i < MODES; i++) {
        if (strcmp(modes[i].mode, mode) == 0) {
            unsigned long state = (unsigned long)modes[i].state;
            return prctl(PR_SET_THP_DISABLE, state & DISABLED, state & EXCEPT_ADVISED, 0UL, 0UL);
        }
    }
    errno = EINVAL;
    return -1;
}

#define HEXADECIMAL 16

typedef struct {
    uintptr_t address;
    bool inside; /* the lines are of its mapping */
    int advised;
} smaps;

/* A mapping's first line begins with FROM-TO, and among its others is VmFlags. */
static void read_line(smaps *of, const char *line) {
    char *rest;
    uintptr_t from = strtoull(line, &rest, HEXADECIMAL);
    if (rest > line && *rest == '-') {
        of->inside = of->address >= from && of->address < strtoull(rest + 1, NULL, HEXADECIMAL);
    } else if (of->inside && strncmp(line, "VmFlags:", strlen("VmFlags:")) == 0) {
        of->advised = strstr(line, " hg") != NULL;
    }
}

int ebb_thp_is_advised(const void *address) {
    smaps of = {(uintptr_t)address, false, -1};
    char buffer[4096];
    char line[256]; /* of a longer one, which ends in a file's name, only the beginning matters */
    size_t length = 0;
    int file = open("/proc/self/smaps", O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return -1;
    }
    ssize_t count;
    while (of.advised < 0 && (count = read(file, buffer, sizeof buffer)) > 0) {
        for (ssize_t i = 0; i < count; i++) {
            if (buffer[i] == '\n') {
                line[length] = '\0';
                read_line(&of, line);
                length = 0;
            } else if (length < sizeof line - 1) {
                line[length++] = buffer[i];
            }
        }
    }
    close(file);
    return of.advised;
}
