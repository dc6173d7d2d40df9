/* SPDX-License-Identifier: Apache-2.0 */
/* What each family but glibc tells of itself: version and the settings that it lets one read. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include "families.h"
#include "symbols.h"

typedef int (*mallctl_function)(const char *, void *, size_t *, void *, size_t);

static void tell_bool(ebb_facts *facts, mallctl_function mallctl, const char *name,
                      const char *key) {
    bool value;
    size_t size = sizeof value;
    if (mallctl(name, &value, &size, NULL, 0) == 0) {
        ebb_facts_add(facts, key, "%s", value ? "true" : "false");
    }
}

static void tell_ssize(ebb_facts *facts, mallctl_function mallctl, const char *name,
                       const char *key) {
    ssize_t value;
    size_t size = sizeof value;
    if (mallctl(name, &value, &size, NULL, 0) == 0) {
        ebb_facts_add(facts, key, "%zd", value);
    }
}

int ebb_family_jemalloc(ebb_facts *facts, const char *owner) {
    mallctl_function mallctl;
    EBB_FUNCTION(mallctl, "mallctl", owner);
    if (mallctl == NULL) {
        return 0;
    }
    ebb_facts_add(facts, "family", "jemalloc");
    const char *version;
    size_t size = sizeof version;
    if (mallctl("version", &version, &size, NULL, 0) == 0) {
        ebb_facts_add(facts, "version", "%s", version);
    }
    unsigned arenas;
    size = sizeof arenas;
    if (mallctl("opt.narenas", &arenas, &size, NULL, 0) == 0) {
        ebb_facts_add(facts, "setting.opt.narenas", "%u", arenas);
    }
    tell_bool(facts, mallctl, "opt.background_thread", "setting.opt.background_thread");
    tell_bool(facts, mallctl, "opt.tcache", "setting.opt.tcache");
    tell_ssize(facts, mallctl, "opt.dirty_decay_ms", "setting.opt.dirty_decay_ms");
    tell_ssize(facts, mallctl, "opt.muzzy_decay_ms", "setting.opt.muzzy_decay_ms");
    return 1;
}

/* Places in enum mi_option_e, of mimalloc.h 2.0.9 and of 2.1 to 3.6. */
#define MI_ALLOW_DECOMMIT_20 22
#define MI_PURGE_DECOMMITS 5
#define MI_DELAY 15 /* decommit_delay, since 2.1 purge_delay */

int ebb_family_mimalloc(ebb_facts *facts, const char *owner) {
    int (*version)(void);
    long (*option)(int);
    EBB_FUNCTION(version, "mi_version", owner);
    EBB_FUNCTION(option, "mi_option_get", owner);
    if (version == NULL || option == NULL) {
        return 0;
    }
    ebb_facts_add(facts, "family", "mimalloc");
    int number = version(); /* 209 is 2.0.9; from 3.3 on 30600 is 3.6.0 */
    bool wide = number >= 10000;
    int major = wide ? number / 10000 : number / 100;
    int minor = wide ? number / 100 % 100 : number / 10 % 10;
    ebb_facts_add(facts, "version", "%d.%d.%d", major, minor, wide ? number % 100 : number % 10);
    if (major > 2 || (major == 2 && minor >= 1)) {
        ebb_facts_add(facts, "setting.purge_delay", "%ld", option(MI_DELAY));
        ebb_facts_add(facts, "setting.purge_decommits", "%ld", option(MI_PURGE_DECOMMITS));
    } else if (major == 2) {
        ebb_facts_add(facts, "setting.decommit_delay", "%ld", option(MI_DELAY));
        ebb_facts_add(facts, "setting.allow_decommit", "%ld", option(MI_ALLOW_DECOMMIT_20));
    }
    return 1;
}

int ebb_family_tcmalloc(ebb_facts *facts, const char *owner) {
    const char *(*version)(int *, int *, const char **);
    int (*property)(const char *, size_t *);
    EBB_FUNCTION(version, "tc_version", owner);
    EBB_FUNCTION(property, "MallocExtension_GetNumericProperty", owner);
    if (version == NULL || property == NULL) {
        return 0;
    }
    int major;
    int minor;
    const char *patch;
    size_t aggressive;
    version(&major, &minor, &patch);
    ebb_facts_add(facts, "family", "tcmalloc");
    ebb_facts_add(facts, "version", "%d.%d%s", major, minor, patch);
    if (property("tcmalloc.aggressive_memory_decommit", &aggressive)) {
        ebb_facts_add(facts, "setting.aggressive_decommit", "%zu", aggressive);
    }
    return 1;
}

int ebb_family_tbbmalloc(ebb_facts *facts, const char *owner) {
    if (ebb_symbol("__TBB_malloc_proxy", owner) == NULL) {
        return 0;
    }
    ebb_facts_add(facts, "family", "tbbmalloc");
    return 1;
}

int ebb_family_scudo(ebb_facts *facts, const char *owner) {
    if (ebb_symbol("__scudo_print_stats", owner) == NULL) {
        return 0;
    }
    ebb_facts_add(facts, "family", "scudo");
    return 1;
}
