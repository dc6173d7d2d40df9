/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What mimalloc tells about itself: version, the options that catalogs expect, and
 * every option that a variable MIMALLOC_NAME of the environment names.
 * mi_option_get takes an option's place in enum mi_option_e, which differs
 * between versions; the tables are from mimalloc.h of 2.0.4 to 3.4.3. An option
 * that they lack, or whose place in this version is not known, is not reported.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "families.h"
#include "symbols.h"

#define NAME_BYTES 64
#define VERSION(major, minor, patch) ((major)*10000 + (minor)*100 + (patch))

/* Adjacent options, in this and later versions. */
typedef struct {
    int since;  /* version */
    int before; /* the first version that has others in these places; 0: none yet */
    int first;  /* place of the first */
    const char *names;
} places;

/*
 * A minus stands for an option that is not reported: one that no longer exists,
 * or one whose value is a size, which is read in KiB and written in other units.
 */
static const places options[] = {
    {VERSION(2, 0, 4), VERSION(2, 1, 2), 3,
     "eager_commit - - large_os_pages reserve_huge_os_pages reserve_huge_os_pages_at - "
     "segment_cache"
     " page_reset abandoned_page_decommit - eager_commit_delay decommit_delay use_numa_nodes"
     " limit_os_alloc os_tag max_errors max_warnings"},
    {VERSION(2, 0, 4), VERSION(2, 0, 6), 21,
     "allow_decommit segment_decommit_delay decommit_extend_delay"},
    {VERSION(2, 0, 6), VERSION(2, 1, 2), 21,
     "max_segment_reclaim allow_decommit segment_decommit_delay decommit_extend_delay"},
    {VERSION(2, 1, 2), 0, 3,
     "eager_commit arena_eager_commit purge_decommits allow_large_os_pages reserve_huge_os_pages"
     " reserve_huge_os_pages_at - - - abandoned_page_purge - eager_commit_delay purge_delay"
     " use_numa_nodes disallow_os_alloc os_tag max_errors max_warnings max_segment_reclaim"
     " destroy_on_exit - arena_purge_mult purge_extend_delay"},
    {VERSION(2, 1, 4), VERSION(3, 0, 0), 26, "abandoned_reclaim_on_free disallow_arena_alloc"},
    {VERSION(2, 1, 8), VERSION(3, 0, 0), 28, "retry_on_oom visit_abandoned"},
    {VERSION(2, 1, 8), VERSION(3, 0, 0), 35, "target_segments_per_thread"},
    {VERSION(2, 2, 6), VERSION(3, 0, 0), 36, "generic_collect allow_thp"},
    {VERSION(3, 1, 4), 0, 26, "disallow_arena_alloc retry_on_oom visit_abandoned"},
    {VERSION(3, 1, 4), 0, 34,
     "generic_collect page_reclaim_on_free page_full_retain page_max_candidates max_vabits"
     " pagemap_commit page_commit_on_demand page_max_reclaim page_cross_thread_max_reclaim"},
    {VERSION(3, 1, 6), 0, 43, "allow_thp"},
};

static long (*option)(int);

/* The place of the word in a list of words with a space between them; -1: it is none of them. */
static int position_in(const char *words, const char *word) {
    size_t length = strlen(word);
    int place = 0;
    for (const char *at = words; at != NULL; place++) {
        size_t here = strcspn(at, " ");
        if (here == length && strncmp(at, word, length) == 0) {
            return place;
        }
        at = at[here] == '\0' ? NULL : at + here + 1;
    }
    return -1;
}

static void tell_mimalloc_option(ebb_facts *facts, int version, const char *name) {
    char key[NAME_BYTES + sizeof "setting."];
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        int place = position_in(options[i].names, name);
        if (place >= 0 && version >= options[i].since &&
            (options[i].before == 0 || version < options[i].before)) {
            snprintf(key, sizeof key, "setting.%s", name);
            ebb_facts_add(facts, key, "%ld", option(options[i].first + place));
            return;
        }
    }
}

/* mimalloc reads its variables in upper and in lower case. */
static void tell_mimalloc_options(ebb_facts *facts, int version) {
    static const char prefix[] = "mimalloc_";
    for (char **variable = environ; variable != NULL && *variable != NULL; variable++) {
        char name[NAME_BYTES];
        size_t length = 0;
        if (strncasecmp(*variable, prefix, sizeof prefix - 1) != 0) {
            continue;
        }
        const char *rest = *variable + sizeof prefix - 1;
        while (length + 1 < sizeof name && rest[length] != '=' && rest[length] != '\0') {
            name[length] = (char)tolower((unsigned char)rest[length]);
            length++;
        }
        name[length] = '\0';
        tell_mimalloc_option(facts, version, name);
    }
}

/* mi_version() is 209 for 2.0.9, 3010 for 3.0.10, 30302 for 3.3.2: the minor is one digit until
 * five are used. */
static int mimalloc_version(int number) {
    if (number < 1000) {
        return VERSION(number / 100, number / 10 % 10, number % 10);
    }
    return number < 10000 ? VERSION(number / 1000, number / 100 % 10, number % 100) : number;
}

bool ebb_tell_mimalloc(ebb_facts *facts, const char *owner) {
    static const char *const expected[] = {"decommit_delay", "allow_decommit", "purge_delay",
                                           "purge_decommits"};
    int (*version)(void);
    EBB_FUNCTION(version, "mi_version", owner);
    EBB_FUNCTION(option, "mi_option_get", owner);
    if (version == NULL || option == NULL) {
        return false;
    }
    int number = mimalloc_version(version());
    ebb_facts_add(facts, "family", "mimalloc");
    ebb_facts_add(facts, "version", "%d.%d.%d", number / 10000, number / 100 % 100, number % 100);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        tell_mimalloc_option(facts, number, expected[i]);
    }
    tell_mimalloc_options(facts, number);
    return true;
}
