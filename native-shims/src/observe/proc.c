/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/base.h"
#include "ebb.h"
#include "statm.h"

#define TEXT_BYTES (4 * 1024 * 1024) /* maps of a JVM: about 100 KiB */

struct ebb_proc {
    int statm;
    char *text;
};

ebb_proc *ebb_proc_open(void) {
    ebb_proc *proc = ebb_map(sizeof *proc);
    if (proc == NULL) {
        return NULL;
    }
    proc->text = ebb_reserve(TEXT_BYTES);
    proc->statm = ebb_statm_open();
    if (proc->text == NULL || proc->statm < 0) {
        ebb_proc_close(proc);
        return NULL;
    }
    return proc;
}

void ebb_proc_close(ebb_proc *proc) {
    int before = errno;
    if (proc->statm >= 0) {
        close(proc->statm);
    }
    errno = before;
    ebb_unmap(proc->text, TEXT_BYTES);
    ebb_unmap(proc, sizeof *proc);
}

/* Whether the whole file fits into the text, with a zero at its end. */
static bool read_all(int file, char *text) {
    size_t length = 0;
    for (;;) {
        ssize_t count = read(file, text + length, TEXT_BYTES - 1 - length);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            text[length] = '\0';
            return count == 0;
        }
        length += (size_t)count;
        if (length == TEXT_BYTES - 1) {
            errno = EFBIG;
            return false;
        }
    }
}

const char *ebb_proc_read(ebb_proc *proc, int32_t file) {
    static const char *const path[] = {
        [EBB_PROC_STATUS] = "/proc/self/status",
        [EBB_PROC_SMAPS_ROLLUP] = "/proc/self/smaps_rollup",
        [EBB_PROC_MAPS] = "/proc/self/maps",
    };
    if (file < 0 || (size_t)file >= sizeof path / sizeof *path) {
        errno = EINVAL;
        return NULL;
    }
    int descriptor = open(path[file], O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return NULL;
    }
    bool whole = read_all(descriptor, proc->text);
    int before = errno;
    close(descriptor);
    errno = before;
    return whole ? proc->text : NULL;
}

int64_t ebb_proc_rss(ebb_proc *proc) {
    int64_t rss = ebb_statm_rss(proc->statm);
    return rss < 0 ? EBB_ERROR_SYSTEM : rss;
}

int32_t ebb_proc_reset_peak(ebb_proc *proc) {
    (void)proc;
    int file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
    if (file < 0) {
        return EBB_ERROR_SYSTEM;
    }
    ssize_t written = write(file, "5", 1);
    int before = errno;
    close(file);
    errno = before;
    return written == 1 ? EBB_OK : EBB_ERROR_SYSTEM;
}
