/* SPDX-License-Identifier: Apache-2.0 */
/* The families of allocators: what each reports about itself, its calls and its books. */
#ifndef EBB_FAMILIES_H
#define EBB_FAMILIES_H

#include "allocator.h"
#include "facts.h"

typedef struct {
    int (*make)(void); /* 0, or an errno */
    const char *words;
} ebb_call;

typedef struct {
    ebb_call outside; /* any thread may make it, for all */
    ebb_call owner;   /* a thread makes it for what it holds itself */
    ebb_call light;   /* likewise, leaving more behind; make is NULL where there is none */
} ebb_calls;

/* Every family; a new one needs its name here, and the three functions below. */
#define EBB_EACH_FAMILY(family)                                                                    \
    family(jemalloc) family(mimalloc) family(tcmalloc) family(tbbmalloc) family(scudo) family(glibc)

/*
 * Each returns false or NULL unless the library that owns malloc is of this
 * family. tell adds family, version and settings.
 */
#define EBB_FAMILY_FUNCTIONS(name)                                                                 \
    bool ebb_tell_##name(ebb_facts *facts, const char *owner);                                     \
    bool ebb_find_##name##_calls(const char *owner, ebb_calls *found);                             \
    ebb_bookkeeper ebb_find_##name##_books(const char *owner); /* NULL also if it keeps none */

EBB_EACH_FAMILY(EBB_FAMILY_FUNCTIONS)

#endif
