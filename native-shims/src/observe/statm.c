/* SPDX-License-Identifier: Apache-2.0 */
#include "statm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

int ebb_statm_open(void) {
    return open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

/* The second number of the line is the resident pages. */
int64_t ebb_statm_rss(int statm) {
    char line[256];
    ssize_t length = pread(statm, line, sizeof line, 0);
    ssize_t at = 0;
    int64_t bytes = 0;
    int digits = 0;
    bool fits = true;
    while (at < length && line[at] != ' ') {
        at++;
    }
    for (at++; at < length && line[at] >= '0' && line[at] <= '9'; at++, digits++) {
        fits = fits && !__builtin_mul_overflow(bytes, 10, &bytes) &&
               !__builtin_add_overflow(bytes, line[at] - '0', &bytes);
    }
    if (digits == 0 || !fits || __builtin_mul_overflow(bytes, sysconf(_SC_PAGESIZE), &bytes)) {
        errno = length < 0 ? errno : EIO;
        return -1;
    }
    return bytes;
}
