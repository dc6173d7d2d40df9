/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "allocator/facts.h"
#include "allocator/symbols.h"
#include "base/base.h"
#include "copy.h"
#include "objects.h"

#define TEXT_BYTES (256 * 1024) /* touched only where written */
#define HEAD_BYTES 512
#define LINE_BYTES 4096

/* What is said of the process itself, and of what is mapped: the latter is found anew when asked.
 */
static ebb_facts process;
static ebb_facts mapped;

/* A line break within a value would begin another line. */
static void add_line(ebb_facts *facts, const char *key, const char *value) {
    char line[LINE_BYTES];
    snprintf(line, sizeof line, "%s", value);
    for (char *at = line; *at != '\0'; at++) {
        *at = *at == '\n' ? ' ' : *at;
    }
    ebb_facts_add(facts, key, "%s", line);
}

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

enum { OPERATORS = 4 };

static void find_operators(const ebb_object *object, const char *owners[OPERATORS]) {
    static const char *const symbols[OPERATORS] = {"_Znwm", "_Znam", "_ZdlPv", "_ZdaPv"};
    for (int i = 0; i < OPERATORS; i++) {
        if (owners[i] == NULL && ebb_object_function(object, symbols[i]) != NULL) {
            owners[i] = object->path;
        }
    }
}

static bool add_object(const ebb_object *object, void *owners) {
    char line[LINE_BYTES];
    if (object->path[0] != '/') {
        return true; /* the vDSO */
    }
    add_line(&mapped, "mapped", object->path);
    find_operators(object, owners);
    if (ebb_object_function(object, "gnu_get_libc_version") != NULL ||
        ebb_object_function(object, "__tls_get_addr") != NULL) {
        return true; /* libc and ld.so, which are in every process */
    }
    defined_names(object, line, sizeof line);
    if (line[0] != '\0') {
        size_t length = strlen(line);
        snprintf(line + length, sizeof line - length, " %s", object->path);
        add_line(&mapped, "allocator", line);
    }
    return true;
}

void ebb_report_renew(void) {
    static const char *const keys[OPERATORS] = {"operator.new", "operator.new[]", "operator.delete",
                                                "operator.delete[]"};
    const char *owners[OPERATORS] = {NULL};
    mapped.length = 0;
    mapped.text[0] = '\0';
    ebb_objects_each(add_object, owners);
    for (int i = 0; i < OPERATORS; i++) {
        if (owners[i] != NULL) {
            add_line(&mapped, keys[i], owners[i]);
        }
    }
    if (getenv("EBB_AGENT_PREFIX") != NULL) {
        add_line(&mapped, "prefixed", ebb_malloc_owner() == NULL ? "" : ebb_malloc_owner());
    }
}

/* Those that EBB_AGENT_TELL asks for, by words that their names contain: others may hold secrets.
 */
static void add_environment(void) {
    const char *told = getenv("EBB_AGENT_TELL");
    char words[LINE_BYTES];
    for (char **variable = environ; told != NULL && *variable != NULL; variable++) {
        char name[LINE_BYTES];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(*variable, "="), *variable);
        snprintf(words, sizeof words, "%s", told);
        char *rest = words;
        for (char *word = strsep(&rest, ","); word != NULL; word = strsep(&rest, ",")) {
            if (word[0] != '\0' && strcasestr(name, word) != NULL) {
                add_line(&process, "environment", *variable);
                break;
            }
        }
    }
}

static bool open_facts(ebb_facts *facts) {
    *facts = (ebb_facts){.text = ebb_reserve(TEXT_BYTES), .capacity = TEXT_BYTES};
    return facts->text != NULL;
}

bool ebb_report_prepare(void) {
    if (!open_facts(&process) || !open_facts(&mapped)) {
        return false;
    }
    add_line(&process, "executable", ebb_program_path() == NULL ? "" : ebb_program_path());
    add_environment();
    ebb_copy_identify(&process);
    ebb_report_renew();
    return true;
}

bool ebb_report_send(const ebb_connection *connection, const char *how, const char *control) {
    static const char end[] = "end=report\n";
    char head[HEAD_BYTES];
    int length = snprintf(head, sizeof head, "ebb-agent=1\npid=%d\nparent=%d\nhow=%s\ncontrol=%s\n",
                          (int)getpid(), (int)getppid(), how, control);
    return ebb_connection_send(connection, head, (size_t)length) &&
           ebb_connection_send(connection, process.text, process.length) &&
           ebb_connection_send(connection, mapped.text, mapped.length) &&
           ebb_connection_send(connection, end, sizeof end - 1);
}
