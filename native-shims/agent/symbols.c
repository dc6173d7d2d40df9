/* SPDX-License-Identifier: Apache-2.0 */
/*
 * allocator/symbols.h for a process that must not notice: no dlsym, and the
 * functions of an allocator that is linked in under a prefix (EBB_AGENT_PREFIX).
 * With a prefix the allocator is the owner of PREFIXmalloc, and its functions are
 * PREFIXname or name; those of the executable need not be exported.
 */
#include "allocator/symbols.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "objects.h"
#include "program.h"

#define NAME_BYTES 128

typedef struct {
    const char *name;
    const void *address;
    const char *owner;
} look_up;

static bool define(const ebb_object *object, void *argument) {
    look_up *sought = argument;
    sought->address = ebb_object_function(object, sought->name);
    sought->owner = object->path;
    return sought->address == NULL;
}

static bool contain(const ebb_object *object, void *argument) {
    look_up *sought = argument;
    uintptr_t address = (uintptr_t)sought->address;
    bool inside = address >= object->base && address < object->end;
    sought->owner = inside ? object->path : NULL;
    return !inside;
}

static const char *prefix(void) {
    const char *value = getenv("EBB_AGENT_PREFIX");
    return value == NULL ? "" : value;
}

const char *ebb_owner(const void *address) {
    look_up sought = {.address = address};
    ebb_objects_each(contain, &sought);
    return sought.owner;
}

/* The function that all see. */
static look_up find_visible(const char *name) {
    look_up sought = {.name = name};
    ebb_objects_each(define, &sought);
    return sought;
}

static bool is_programs(const char *owner) {
    return owner != NULL && ebb_program_path() != NULL && strcmp(owner, ebb_program_path()) == 0;
}

/* The owner's; owner NULL: anybody's. */
static const void *function_of(const char *name, const char *owner) {
    look_up found = find_visible(name);
    if (found.address != NULL && (owner == NULL || strcmp(found.owner, owner) == 0)) {
        return found.address;
    }
    return is_programs(owner) ? ebb_program_function(name) : NULL;
}

const char *ebb_malloc_owner(void) {
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "%smalloc", prefix());
    look_up found = find_visible(name);
    if (found.address != NULL) {
        return found.owner;
    }
    return ebb_program_function(name) == NULL ? NULL : ebb_program_path();
}

void *ebb_symbol(const char *name, const char *owner) {
    if (prefix()[0] == '\0') {
        return (void *)function_of(name, owner);
    }
    owner = owner == NULL ? ebb_malloc_owner() : owner;
    if (owner == NULL) {
        return NULL;
    }
    char prefixed[NAME_BYTES];
    snprintf(prefixed, sizeof prefixed, "%s%s", prefix(), name);
    const void *address = function_of(prefixed, owner);
    return (void *)(address == NULL ? function_of(name, owner) : address);
}
