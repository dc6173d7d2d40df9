/* SPDX-License-Identifier: Apache-2.0 */
/* Looks functions up by name, and the libraries that own them. */
#ifndef EBB_SYMBOLS_H
#define EBB_SYMBOLS_H

/*
 * The address of a global function if this library owns it, else NULL. With
 * owner NULL any library will do.
 */
void *ebb_symbol(const char *name, const char *owner);
/* Sets a function pointer to what dlsym returns, which POSIX allows. */
#define EBB_FUNCTION(variable, name, owner) *(void **)&(variable) = ebb_symbol(name, owner)
/* Path of the library that owns an address, or malloc; NULL: none does. */
const char *ebb_owner(const void *address);
const char *ebb_malloc_owner(void);

#endif
