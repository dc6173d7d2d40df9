/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The executable and the libraries of this process, and the functions that they
 * define. dlsym will not do: it calls malloc where it finds nothing.
 */
#ifndef EBB_OBJECTS_H
#define EBB_OBJECTS_H

#include <link.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    const char *path;
    bool is_program; /* the executable; it is always the first */
    uintptr_t base;
    uintptr_t end; /* after its last segment */
    const ElfW(Sym) * symbols;
    const char *strings;
    const uint32_t *gnu_hash; /* NULL: it has none */
    const uint32_t *hash;
} ebb_object;

/*
 * In the order in which ld.so looks for a symbol that any of them may define;
 * until visit returns false. Takes a lock of ld.so's.
 */
void ebb_objects_each(bool (*visit)(const ebb_object *object, void *argument), void *argument);
/* The function that others see under this name; NULL: the object defines none. */
const void *ebb_object_function(const ebb_object *object, const char *name);
/* Path of the executable, NULL where /proc does not say. Lives as long as the process. */
const char *ebb_program_path(void);

#endif
