/* SPDX-License-Identifier: Apache-2.0 */
/* The text that ebb_identify builds, and the families' own questions. */
#ifndef EBB_IDENTIFY_H
#define EBB_IDENTIFY_H

#include <stddef.h>

typedef struct {
    char *text;
    size_t length;
    size_t capacity;
} ebb_facts;

/* Adds a line key=value; a line that does not fit is left out whole. */
__attribute__((format(printf, 3, 4))) void ebb_facts_add(ebb_facts *facts, const char *key,
                                                         const char *format, ...);
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

/* One for each family: whether it is the owner of malloc, and then what it tells. */
typedef int (*ebb_family)(ebb_facts *facts, const char *owner);
int ebb_family_glibc(ebb_facts *facts, const char *owner);
int ebb_family_jemalloc(ebb_facts *facts, const char *owner);
int ebb_family_mimalloc(ebb_facts *facts, const char *owner);
int ebb_family_tcmalloc(ebb_facts *facts, const char *owner);
int ebb_family_tbbmalloc(ebb_facts *facts, const char *owner);
int ebb_family_scudo(ebb_facts *facts, const char *owner);

#endif
