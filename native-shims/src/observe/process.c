/* SPDX-License-Identifier: Apache-2.0 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"

#define TEXT_BYTES 16384         /* status: about 1,500, and 11 for each group of its user */
#define PID_MOST ((1 << 22) - 1) /* the kernel's limit */

int ebb_process_open(int32_t pid, const char *name, int flags) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%" PRId32 "/%s", pid, name);
    int file = open(path, flags | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) {
        errno = ESRCH; /* as a read says it that began before */
    }
    return file;
}

/* EPERM where /proc is mounted with hidepid. */
bool ebb_process_is_anothers(int error) {
    return error == EACCES || error == EPERM;
}

static bool read_text(int32_t pid, const char *name, char text[TEXT_BYTES]) {
    int file = ebb_process_open(pid, name, O_RDONLY);
    if (file < 0) {
        return false;
    }
    ssize_t length = read(file, text, TEXT_BYTES - 1);
    int error = length == TEXT_BYTES - 1 ? EFBIG : length < 0 ? errno : 0;
    close(file);
    errno = error;
    text[error == 0 ? length : 0] = '\0';
    return error == 0;
}

/* false: it is below zero, or would be more than there is. */
static bool scale(int64_t *number, int64_t factor) {
    return *number >= 0 && !__builtin_mul_overflow(*number, factor, number);
}

/* After the name, which may contain anything, even blanks and brackets; numbered as in proc(5). */
bool ebb_process_parse_stat(const char *text, ebb_process_stat *stat) {
    enum { PARENT = 4, FAULTS = 10, FAULTS_REAPED, USER = 14, SYSTEM, USER_REAPED, SYSTEM_REAPED };
    int64_t field[SYSTEM_REAPED + 1];
    const char *name = strchr(text, '(');
    const char *end = strrchr(text, ')');
    if (name == NULL || end == NULL || strlen(end) < strlen(") S ")) {
        return false;
    }
    char *at = (char *)end + strlen(") S ");
    for (int i = PARENT; i <= SYSTEM_REAPED; i++) {
        char *from = at;
        field[i] = strtoll(from, &at, 10);
        bool is_time = i >= USER;
        if (at == from || (is_time && !scale(&field[i], EBB_SECOND / sysconf(_SC_CLK_TCK)))) {
            return false;
        }
    }
    if (field[PARENT] < 0 || field[PARENT] > PID_MOST) {
        return false;
    }
    snprintf(stat->name, sizeof stat->name, "%.*s", (int)(end - name - 1), name + 1);
    stat->parent = (int32_t)field[PARENT];
    stat->own = (ebb_usage){.faults = field[FAULTS], .user = field[USER], .system = field[SYSTEM]};
    stat->reaped = (ebb_usage){
        .faults = field[FAULTS_REAPED], .user = field[USER_REAPED], .system = field[SYSTEM_REAPED]};
    return true;
}

bool ebb_process_read_stat(int32_t pid, ebb_process_stat *stat) {
    char text[TEXT_BYTES];
    if (!read_text(pid, "stat", text)) {
        return false;
    }
    errno = EIO;
    return ebb_process_parse_stat(text, stat);
}

/* The bytes of a line "KEY:   123 kB", 0 where there is none; false: it has no such number. */
static bool line(const char *text, const char *key, int64_t *bytes) {
    const char *at = strstr(text, key);
    *bytes = at == NULL ? 0 : strtoll(at + strlen(key), NULL, 10);
    return scale(bytes, 1024);
}

bool ebb_process_read_rollup(int32_t pid, ebb_process_rollup *rollup) {
    char text[TEXT_BYTES];
    if (!read_text(pid, "smaps_rollup", text)) {
        return false;
    }
    errno = EIO;
    return line(text, "\nRss:", &rollup->rss) && line(text, "\nPss:", &rollup->pss) &&
           line(text, "\nLazyFree:", &rollup->lazyfree) &&
           line(text, "\nAnonHugePages:", &rollup->huge) && line(text, "\nSwap:", &rollup->swap);
}

bool ebb_process_read_peak(int32_t pid, int64_t *peak) {
    char text[TEXT_BYTES];
    if (!read_text(pid, "status", text)) {
        return false;
    }
    errno = EIO;
    return line(text, "\nVmHWM:", peak);
}

bool ebb_process_reset_peak(int32_t pid) {
    int file = ebb_process_open(pid, "clear_refs", O_WRONLY);
    if (file < 0) {
        return false;
    }
    ssize_t written = write(file, "5", 1);
    int before = errno;
    close(file);
    errno = before;
    return written == 1;
}
