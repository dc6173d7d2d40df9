/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "allocator/facts.h"
#include "allocator/symbols.h"
#include "base/base.h"
#include "line.h"
#include "objects.h"
#include "proof.h"

#define TEXT_BYTES (256 * 1024) /* touched only where written */

/* About the allocator, the mapped objects and this report: one text, sent at once. */
static ebb_facts text;
static size_t of_allocator; /* its length */
static size_t of_mapped;    /* the length of both */

/* Adds, separated by commas, those of the names that the object defines. */
static void defined_names(const ebb_object *object, char *line, size_t room) {
    /* By these an allocator is known, whatever its file is called. */
    static const char *const known[] = {"malloc",     "mallctl",         "_rjem_mallctl",
                                        "je_mallctl", "mi_version",      "tc_version",
                                        "rpmalloc",   "scalable_malloc", "__scudo_print_stats"};
    size_t length = 0;
    line[0] = '\0';
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (ebb_object_function(object, known[i]) != NULL) {
            length += (size_t)snprintf(line + length, room - length, "%s%s", length == 0 ? "" : ",",
                                       known[i]);
        }
    }
}

/* Functions whose owners are reported: ebb_identify's, and C++'s operators. */
static const struct {
    const char *key;
    const char *symbol;
} owned[] = {{"malloc", "malloc"},
             {"free", "free"},
             {"calloc", "calloc"},
             {"realloc", "realloc"},
             {"aligned_alloc", "aligned_alloc"},
             {"posix_memalign", "posix_memalign"},
             {"operator.new", "_Znwm"},
             {"operator.new[]", "_Znam"},
             {"operator.delete", "_ZdlPv"},
             {"operator.delete[]", "_ZdaPv"}};
enum { OWNED = sizeof owned / sizeof *owned };

/* The first object that defines a function is the one that all others call. */
static void find_owned(const ebb_object *object, const char *owners[OWNED]) {
    for (int i = 0; i < OWNED; i++) {
        if (owners[i] == NULL && ebb_object_function(object, owned[i].symbol) != NULL) {
            owners[i] = object->path;
        }
    }
}

static bool add_object(const ebb_object *object, void *owners) {
    char line[EBB_LINE_BYTES];
    if (object->path[0] != '/') {
        return true; /* the vDSO */
    }
    ebb_line_add(&text, "mapped", object->path);
    find_owned(object, owners);
    if (ebb_object_function(object, "gnu_get_libc_version") != NULL ||
        ebb_object_function(object, "__tls_get_addr") != NULL) {
        return true; /* libc and ld.so, which are in every process */
    }
    defined_names(object, line, sizeof line);
    if (line[0] != '\0') {
        size_t length = strlen(line);
        snprintf(line + length, sizeof line - length, " %s", object->path);
        ebb_line_add(&text, "allocator", line);
    }
    return true;
}

void ebb_report_renew(void) {
    const char *owners[OWNED] = {NULL};
    text.length = of_allocator;
    ebb_objects_each(add_object, owners);
    for (int i = 0; i < OWNED; i++) {
        if (owners[i] != NULL) {
            ebb_line_add(&text, owned[i].key, owners[i]);
        }
    }
    if (getenv("EBB_AGENT_PREFIX") != NULL) {
        ebb_line_add(&text, "prefixed", ebb_malloc_owner() == NULL ? "" : ebb_malloc_owner());
    }
    of_mapped = text.length;
}

bool ebb_report_prepare(void) {
    text = (ebb_facts){.text = ebb_reserve(TEXT_BYTES), .capacity = TEXT_BYTES};
    if (text.text == NULL) {
        return false;
    }
    ebb_facts_add(&text, "ebb-agent", "1");
    ebb_line_add(&text, "executable", ebb_program_path() == NULL ? "" : ebb_program_path());
    ebb_proof_add(&text);
    of_allocator = text.length;
    ebb_report_renew();
    return true;
}

bool ebb_report_send(const ebb_connection *connection, const char *how, const char *control) {
    text.length = of_mapped;
    ebb_facts_add(&text, "pid", "%d", (int)getpid());
    ebb_facts_add(&text, "parent", "%d", (int)getppid());
    ebb_facts_add(&text, "how", "%s", how);
    ebb_facts_add(&text, "control", "%s", control);
    if (ebb_thp() != NULL) {
        ebb_facts_add(&text, "thp", "%s", ebb_thp());
    }
    ebb_facts_add(&text, "end", "report");
    return ebb_connection_send(connection, text.text, text.length);
}
