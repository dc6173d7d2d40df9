/* SPDX-License-Identifier: Apache-2.0 */
/* Functions by their names, and the libraries that own them. */
#ifndef EBB_SYMBOLS_H
#define EBB_SYMBOLS_H

/*
 * The address of a function that every file of this program sees, if the
 * library that owns it is the one that owns malloc; else NULL. With owner NULL
 * any library will do.
 */
void *ebb_symbol(const char *name, const char *owner);
/* A function pointer from what dlsym gives; POSIX promises that this works. */
#define EBB_FUNCTION(variable, name, owner) *(void **)&(variable) = ebb_symbol(name, owner)
/* Path of the library that owns an address, and malloc; NULL: nobody's. */
const char *ebb_owner(const void *address);
const char *ebb_malloc_owner(void);

#endif
