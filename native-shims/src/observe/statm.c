/* SPDX-License-Identifier: Apache-2.0 */
#include "statm.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int ebb_statm_open(void) {
    return open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

/* The second number of the line is the resident pages. */
int64_t ebb_statm_rss(int statm) {
    char line[256];
    ssize_t length = pread(statm, line, sizeof line, 0);
    ssize_t at = 0;
    int64_t pages = 0;
    int digits = 0;
    while (at < length && line[at] != ' ') {
        at++;
    }
    for (at++; at < length && line[at] >= '0' && line[at] <= '9'; at++, digits++) {
        pages = pages * 10 + (line[at] - '0');
    }
    if (digits == 0) {
        errno = length < 0 ? errno : EIO;
        return -1;
    }
    return pages * sysconf(_SC_PAGESIZE);
}
