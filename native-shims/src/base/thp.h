/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_THP_H
#define EBB_THP_H

/*
 * What prctl says of this process's transparent huge pages, beside what the
 * whole machine is set to: "host" (nothing of its own), "never", or "madvise"
 * (only where the program asks for them). NULL: the kernel does not tell.
 */
const char *ebb_thp(void);

/*
 * Sets that, for this process and all that it starts or becomes: the kernel
 * keeps it over fork and exec. Returns 0, or -1 and errno; EINVAL also where
 * the kernel is too old for "madvise" (before 6.18).
 */
int ebb_thp_set(const char *mode);

/*
 * Whether somebody has asked for huge pages in the mapping that holds this
 * address, by madvise: 1, 0, or -1 where the kernel does not tell.
 */
int ebb_thp_is_advised(const void *address);

#endif
