/* SPDX-License-Identifier: Apache-2.0 */
/* Which library owns malloc and its relatives, and what its family reports about itself. */
#define _GNU_SOURCE
#include <dlfcn.h>

#include "allocator.h"
#include "base/base.h"
#include "families.h"
#include "symbols.h"

#define TEXT_BYTES 65536

static void tell_family(ebb_facts *facts, const char *owner) {
#define TELL(name) ebb_tell_##name,
    static bool (*const tell[])(ebb_facts *, const char *) = {EBB_EACH_FAMILY(TELL)};
    for (size_t i = 0; i < sizeof tell / sizeof *tell; i++) {
        if (tell[i](facts, owner)) {
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
        ebb_facts_add(&facts, "release.owner", "%s", ebb_release_owner_words());
    }
    if (ebb_release_light_words() != NULL) {
        ebb_facts_add(&facts, "release.light", "%s", ebb_release_light_words());
    }
    if (ebb_thp() != NULL) {
        ebb_facts_add(&facts, "thp", "%s", ebb_thp());
    }
    return facts.text;
}

int32_t ebb_abi_version(void) {
    return EBB_ABI_VERSION;
}
