/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_RESIDENT_H
#define EBB_RESIDENT_H

#include <stdlib.h>
#include <string.h>

#include "ebb.h"

/*
 * Resident bytes, counted exactly, less those that the kernel may take back at
 * any time. EBB_ERROR_SYSTEM: errno.
 */
static inline int64_t resident(ebb_proc *proc) {
    const char *text = ebb_proc_read(proc, EBB_PROC_SMAPS_ROLLUP);
    const char *rss = text == NULL ? NULL : strstr(text, "\nRss:");
    const char *lazy = text == NULL ? NULL : strstr(text, "\nLazyFree:");
    if (rss == NULL || lazy == NULL) {
        return EBB_ERROR_SYSTEM;
    }
    return (strtoll(rss + strlen("\nRss:"), NULL, 10) -
            strtoll(lazy + strlen("\nLazyFree:"), NULL, 10)) *
           1024;
}

#endif
