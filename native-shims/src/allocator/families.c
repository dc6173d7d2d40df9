/* SPDX-License-Identifier: Apache-2.0 */
/* What families that let few settings be read, or none, report about themselves. */
#include <stddef.h>

#include "families.h"
#include "symbols.h"

bool ebb_tell_tcmalloc(ebb_facts *facts, const char *owner) {
    static const struct {
        const char *property;
        const char *key;
    } settings[] = {
        {"tcmalloc.aggressive_memory_decommit", "setting.aggressive_decommit"},
        {"tcmalloc.max_total_thread_cache_bytes", "setting.max_total_thread_cache_bytes"},
        {"tcmalloc.heap_limit_mb", "setting.heap_limit_mb"},
    };
    const char *(*version)(int *, int *, const char **);
    int (*property)(const char *, size_t *);
    EBB_FUNCTION(version, "tc_version", owner);
    EBB_FUNCTION(property, "MallocExtension_GetNumericProperty", owner);
    if (version == NULL || property == NULL) {
        return false;
    }
    int major;
    int minor;
    const char *patch;
    version(&major, &minor, &patch);
    ebb_facts_add(facts, "family", "tcmalloc");
    ebb_facts_add(facts, "version", "%d.%d%s", major, minor, patch);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        size_t value;
        if (property(settings[i].property, &value)) {
            ebb_facts_add(facts, settings[i].key, "%zu", value);
        }
    }
    return true;
}

bool ebb_tell_tbbmalloc(ebb_facts *facts, const char *owner) {
    if (ebb_symbol("__TBB_malloc_proxy", owner) == NULL) {
        return false;
    }
    ebb_facts_add(facts, "family", "tbbmalloc");
    return true;
}

bool ebb_tell_scudo(ebb_facts *facts, const char *owner) {
    if (ebb_symbol("__scudo_print_stats", owner) == NULL) {
        return false;
    }
    ebb_facts_add(facts, "family", "scudo");
    return true;
}
