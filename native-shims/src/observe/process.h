/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel says about another process, read without malloc. */
#ifndef EBB_PROCESS_H
#define EBB_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EBB_PROCESS_NAME 16 /* bytes, its zero among them */

/* What a process has used, or the children that it has waited for. */
typedef struct {
    int64_t faults; /* minor ones */
    int64_t user;   /* ns, of ticks of 10 ms */
    int64_t system;
} ebb_usage;

/* /proc/PID/stat */
typedef struct {
    char name[EBB_PROCESS_NAME];
    int32_t parent;
    ebb_usage own;
    ebb_usage reaped;
} ebb_process_stat;

/* Parts of /proc/PID/smaps_rollup, bytes. */
typedef struct {
    int64_t rss;
    int64_t pss;
    int64_t lazyfree;
    int64_t huge; /* anonymous huge pages */
    int64_t swap;
} ebb_process_rollup;

/*
 * Each false where it cannot be read: errno, of which ESRCH says that it has gone, and
 * ebb_process_is_anothers that it belongs to another user.
 */
bool ebb_process_read_stat(int32_t pid, ebb_process_stat *stat);
bool ebb_process_read_rollup(int32_t pid, ebb_process_rollup *rollup);
/* VmHWM, the highest RSS since it was reset, bytes; 0 of one that has no memory any more. */
bool ebb_process_read_peak(int32_t pid, int64_t *peak);
bool ebb_process_reset_peak(int32_t pid);
/* Of the text of /proc/PID/stat; false: it is none. */
bool ebb_process_parse_stat(const char *text, ebb_process_stat *stat);
bool ebb_process_is_anothers(int error);

/* A descriptor of /proc/PID/NAME; -1: errno, as above. */
int ebb_process_open(int32_t pid, const char *name, int flags);

#endif
