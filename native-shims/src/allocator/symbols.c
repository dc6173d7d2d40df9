/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "symbols.h"

#include <dlfcn.h>
#include <string.h>

const char *ebb_owner(const void *address) {
    Dl_info info;
    if (address == NULL || dladdr(address, &info) == 0) {
        return NULL;
    }
    return info.dli_fname;
}

void *ebb_symbol(const char *name, const char *owner) {
    void *address = dlsym(RTLD_DEFAULT, name);
    const char *found = ebb_owner(address);
    if (found == NULL || (owner != NULL && strcmp(found, owner) != 0)) {
        return NULL;
    }
    return address;
}

const char *ebb_malloc_owner(void) {
    return ebb_owner(dlsym(RTLD_DEFAULT, "malloc"));
}
