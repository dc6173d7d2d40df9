/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/self/statm: RSS in 1 to 8 microseconds. Since Linux 6.2 it is a counter
 * per core, each up to max(32, 2 * cores) pages off; later kernels sum exactly.
 */
#ifndef EBB_STATM_H
#define EBB_STATM_H

#include <stdint.h>

/* A descriptor for any number of ebb_statm_rss; -1: errno. */
int ebb_statm_open(void);
/* Resident bytes; -1: errno. */
int64_t ebb_statm_rss(int statm);

#endif
