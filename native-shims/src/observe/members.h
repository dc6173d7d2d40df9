/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The descendants of a process, without itself. Where it is a subreaper
 * (agent/ebb-service.c), processes whose parent has ended become its children, so
 * that none is lost.
 *
 * They are found by a scan of /proc that reads only pids which no scan has met
 * before. For 16 processes among 100 that took 70 us of CPU, and 760 us when
 * every stat was read; the kernel's lists of children
 * (/proc/PID/task/TID/children) took 170 us, and 1.6 ms with 20 threads in each
 * process. No scan is made if the kernel has given out no pid since the last one
 * (/proc/loadavg, 3 us), within 50 ms of it, or before 700 times its CPU time has
 * passed: scans cost at most 0.15 % of a core, whatever starts and ends on the
 * machine.
 */
#ifndef EBB_MEMBERS_H
#define EBB_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>

#include "process.h"

#define EBB_MEMBERS_MOST 16384 /* at one time */
#define EBB_MEMBERS_SEEN 65536 /* of so many the pid and the name are kept */

typedef struct {
    int32_t pid;
    int statm; /* a descriptor that stays with the process: ESRCH when it has gone */
} ebb_member;

typedef struct {
    int32_t pid;
    char name[EBB_PROCESS_NAME];
} ebb_seen;

typedef struct ebb_scan ebb_scan;

typedef struct {
    int32_t root;
    int32_t count; /* running, or not waited for yet */
    ebb_member *list;
    int64_t came;
    int64_t went;
    ebb_seen *seen; /* the first that came, in that order */
    ebb_scan *scan;
    int64_t next; /* time before which no other scan is made */
    int64_t last_pid;
    int loadavg;
} ebb_members;

/* false: errno, ESRCH where there is no such root. */
bool ebb_members_open(ebb_members *members, int32_t root);
/*
 * Scans now. false: errno, of which EMFILE is that descriptors do not suffice; the next scan meets
 * again whom this one has met.
 */
bool ebb_members_look(ebb_members *members);
/* Scans where that is due. */
bool ebb_members_follow(ebb_members *members);
/* Resident bytes of all, and how many have memory; forgets those that have gone. -1: errno. */
int64_t ebb_members_rss(ebb_members *members, int64_t *processes);
/* Also after an open that failed. */
void ebb_members_close(ebb_members *members);

#endif
