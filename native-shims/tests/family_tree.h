/* SPDX-License-Identifier: Apache-2.0 */
/* A process that has children, grandchildren and orphans as it is told. */
#ifndef EBB_TEST_FAMILY_TREE_H
#define EBB_TEST_FAMILY_TREE_H

#include <stdint.h>
#include <sys/types.h>

#define FAMILY_BYTES (INT64_C(20) << 20)
#define FAMILY_BURN_MS 300

enum family_order {
    FAMILY_PRIVATE, /* a child that has FAMILY_BYTES, and had as much again for a moment */
    FAMILY_SHARED,  /* one that has FAMILY_BYTES which all such children share */
    FAMILY_ORPHAN,  /* a private grandchild in a session of its own, whose parent has ended */
    FAMILY_BURNT,   /* a child that has used FAMILY_BURN_MS of CPU, and ended */
    FAMILY_HEIR,    /* a child that stays, and has waited for one that has used as much */
    FAMILY_SMALL,   /* a child that has nothing */
    FAMILY_KILL,    /* this one ends */
    FAMILY_REAP,    /* it is waited for */
    FAMILY_END      /* the root itself ends, and leaves the others */
};

/* Starts the root, a subreaper; before this program has threads. */
pid_t family_open(void);
/* Returns when it is done: the pid of whoever it was about. */
pid_t family_do(int order, pid_t whom);

#endif
