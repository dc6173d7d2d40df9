/* SPDX-License-Identifier: Apache-2.0 */
/* /proc/self/statm: RSS in 1 to 8 microseconds, exact within a few pages a core. */
#ifndef EBB_STATM_H
#define EBB_STATM_H

#include <stdint.h>

/* A descriptor that ebb_statm_rss reads again and again; -1: errno. */
int ebb_statm_open(void);
/* Resident bytes; -1: errno. */
int64_t ebb_statm_rss(int statm);

#endif
