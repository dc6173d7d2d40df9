/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of the executable that only its table for debuggers names: an allocator linked in. */
#ifndef EBB_PROGRAM_H
#define EBB_PROGRAM_H

/* NULL: it has no such function, or was stripped. Reads the whole table: about 1 ms for 50,000
 * symbols. */
const void *ebb_program_function(const char *name);

#endif
