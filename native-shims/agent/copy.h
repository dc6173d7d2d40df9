/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_COPY_H
#define EBB_COPY_H

#include "allocator/facts.h"

/*
 * Adds what ebb_identify says about the allocator, asked in a copy of this process:
 * there glibc's settings are proven by blocks and threads that this process never
 * has, and an allocator that hangs or crashes does so there. The copy ends within
 * two seconds, and sends no SIGCHLD. If it said nothing, the line
 * "unidentified=REASON" is added.
 */
void ebb_copy_identify(ebb_facts *facts);

#endif
