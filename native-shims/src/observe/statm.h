/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/self/statm: RSS in 1 to 8 microseconds. Since Linux 6.2 each CPU holds
 * back up to max(32, 2 times the CPUs) pages of each counter. From 6.16 on (and in
 * 6.15.7, 6.12.39, 6.6.99) a read adds them up and is exact; in the versions
 * between it is not: Java's RssError says by how much.
 */
#ifndef EBB_STATM_H
#define EBB_STATM_H

#include <stdint.h>

/* A descriptor that ebb_statm_rss reads again and again; -1: errno. */
int ebb_statm_open(void);
/* Resident bytes; -1: errno. */
int64_t ebb_statm_rss(int statm);

#endif
