/* SPDX-License-Identifier: Apache-2.0 */
/* Which library owns malloc and its kin; the one place that knows families apart. */
#define _GNU_SOURCE
#include "identify.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "allocator.h"
#include "base/base.h"

#define TEXT_BYTES 65536

void ebb_facts_add(ebb_facts *facts, const char *key, const char *format, ...) {
    char value[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(value, sizeof value, format, arguments);
    va_end(arguments);
    size_t room = facts->capacity - facts->length;
    int written = snprintf(facts->text + facts->length, room, "%s=%s\n", key, value);
    if (written > 0 && (size_t)written < room) {
        facts->length += (size_t)written;
    } else {
        facts->text[facts->length] = '\0';
    }
}

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

static void tell_family(ebb_facts *facts, const char *owner) {
    static const ebb_family families[] = {ebb_family_jemalloc, ebb_family_mimalloc,
                                          ebb_family_tcmalloc, ebb_family_tbbmalloc,
                                          ebb_family_scudo,    ebb_family_glibc};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        if (families[i](facts, owner)) {
            return;
        }
    }
    ebb_facts_add(facts, "family", "unknown");
}

const char *ebb_identify(void) {
    static const char *const owned[] = {"malloc",  "free",          "calloc",
                                        "realloc", "aligned_alloc", "posix_memalign"};
    ebb_facts facts = {.text = ebb_map(TEXT_BYTES), .capacity = TEXT_BYTES};
    if (facts.text == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        const char *owner = ebb_owner(dlsym(RTLD_DEFAULT, owned[i]));
        if (owner != NULL) {
            ebb_facts_add(&facts, owned[i], "%s", owner);
        }
    }
    tell_family(&facts, ebb_malloc_owner());
    if (ebb_release_words() != NULL) {
        ebb_facts_add(&facts, "release", "%s", ebb_release_words());
    }
    return facts.text;
}

int32_t ebb_abi_version(void) {
    return EBB_ABI_VERSION;
}
