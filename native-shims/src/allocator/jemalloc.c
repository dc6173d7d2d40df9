/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What jemalloc tells about itself: version, the options that catalogs expect, and
 * every option that MALLOC_CONF names. That string is a list "name:value,..."
 * (jemalloc's src/jemalloc.c, malloc_conf_next); an option of that name is read
 * with mallctl("opt.name"), where it can be read at all.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "families.h"
#include "symbols.h"

#define NAME_BYTES 64

static int (*mallctl)(const char *, void *, size_t *, void *, size_t);

static bool is_among(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* mallctl fails where the size is not that of the option's type: 1, 4 or 8 bytes. */
static bool jemalloc_read(const char *path, void *value, size_t size) {
    size_t expected = size;
    return mallctl(path, value, &size, NULL, 0) == 0 && size == expected;
}

static void tell_jemalloc_option(ebb_facts *facts, const char *name) {
    /* Of 8-byte options only the name says that they are texts ("const char *" in jemalloc's
     * manual). */
    static const char *const texts[] = {"dss",          "junk", "metadata_thp",
                                        "percpu_arena", "thp",  "zero_realloc"};
    /* A fixed-point number, which is written as another number than it reads. */
    static const char *const unreadable[] = {"hpa_dirty_mult"};
    char path[NAME_BYTES + sizeof "opt."];
    char key[NAME_BYTES + sizeof "setting.opt."];
    bool flag;
    unsigned number;
    int64_t wide;
    const char *text;
    if (is_among(name, unreadable, sizeof unreadable / sizeof *unreadable)) {
        return;
    }
    snprintf(path, sizeof path, "opt.%s", name);
    snprintf(key, sizeof key, "setting.%s", path);
    if (jemalloc_read(path, &flag, sizeof flag)) {
        ebb_facts_add(facts, key, "%s", flag ? "true" : "false");
    } else if (is_among(name, texts, sizeof texts / sizeof *texts)) {
        if (jemalloc_read(path, &text, sizeof text)) {
            ebb_facts_add(facts, key, "%s", text);
        }
    } else if (jemalloc_read(path, &number, sizeof number)) {
        ebb_facts_add(facts, key, "%u", number);
    } else if (jemalloc_read(path, &wide, sizeof wide)) {
        ebb_facts_add(facts, key, "%" PRId64, wide);
    } else if (strcmp(name, "lg_tcache_max") == 0 &&
               jemalloc_read("opt.tcache_max", &wide, sizeof wide) && wide > 0) {
        /* Since 5.3 in bytes, rounded to a power of two where the logarithm was given. */
        ebb_facts_add(facts, key, "%d", 63 - __builtin_clzll((unsigned long long)wide));
    }
}

static void tell_jemalloc_options(ebb_facts *facts, const char *conf) {
    while (conf != NULL && *conf != '\0') {
        char name[NAME_BYTES];
        size_t length = strcspn(conf, ":,");
        if (conf[length] == ':' && length > 0 && length < sizeof name) {
            memcpy(name, conf, length);
            name[length] = '\0';
            tell_jemalloc_option(facts, name);
        }
        const char *comma = strchr(conf + length, ',');
        conf = comma == NULL ? NULL : comma + 1;
    }
}

bool ebb_tell_jemalloc(ebb_facts *facts, const char *owner) {
    static const char *const expected[] = {"narenas", "background_thread", "tcache",
                                           "dirty_decay_ms", "muzzy_decay_ms"};
    EBB_FUNCTION(mallctl, "mallctl", owner);
    if (mallctl == NULL) {
        return false;
    }
    ebb_facts_add(facts, "family", "jemalloc");
    const char *version;
    if (jemalloc_read("version", &version, sizeof version)) {
        ebb_facts_add(facts, "version", "%s", version);
    }
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        tell_jemalloc_option(facts, expected[i]);
    }
    tell_jemalloc_options(facts, getenv("MALLOC_CONF"));
    return true;
}
