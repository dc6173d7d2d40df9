/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking the allocator takes a copy of the process, and for glibc 3 ms of CPU:
 * too much for each process of a service that runs thousands of short programs.
 * But the answer follows from the library and the environment. So a process that
 * asks leaves a sum over both in a variable that its children inherit, and one
 * with the same sum does not ask again.
 */
#define _GNU_SOURCE
#include "proof.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "allocator/symbols.h"
#include "copy.h"
#include "line.h"

#define DIGITS 16

/* FNV-1a (Fowler, Noll, Vo). */
static uint64_t sum_of(const char *text) {
    uint64_t sum = UINT64_C(0xCBF29CE484222325);
    for (; *text != '\0'; text++) {
        sum = (sum ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    }
    return sum;
}

/* Whether the variable's name contains one of the words, separated by commas. */
static bool is_told(const char *variable, const char *words) {
    if (strncmp(variable, "EBB_AGENT", strlen("EBB_AGENT")) == 0) {
        return false; /* the agent's own, of which it changes one */
    }
    char name[EBB_LINE_BYTES];
    char all[EBB_LINE_BYTES];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(variable, "="), variable);
    snprintf(all, sizeof all, "%s", words);
    char *rest = all;
    for (char *word = strsep(&rest, ","); word != NULL; word = strsep(&rest, ",")) {
        if (word[0] != '\0' && strcasestr(name, word) != NULL) {
            return true;
        }
    }
    return false;
}

/* Added up, since a shell gives its children another order. */
static uint64_t add_environment(ebb_facts *facts, const char *words) {
    uint64_t sum = 0;
    for (char **variable = environ; words != NULL && *variable != NULL; variable++) {
        if (is_told(*variable, words)) {
            ebb_line_add(facts, "environment", *variable);
            sum += sum_of(*variable);
        }
    }
    return sum;
}

void ebb_proof_add(ebb_facts *facts) {
    const char *words = getenv("EBB_AGENT_TELL");
    const char *prefix = getenv("EBB_AGENT_PREFIX");
    const char *owner = ebb_malloc_owner();
    char *proven = getenv("EBB_AGENT_PROVEN");
    char digits[DIGITS + 1];
    uint64_t sum = add_environment(facts, words) + sum_of(owner == NULL ? "" : owner);
    snprintf(digits, sizeof digits, "%0*llx", DIGITS,
             (unsigned long long)(sum ^ sum_of(prefix == NULL ? "" : prefix)));
    ebb_line_add(facts, "proof", digits);
    bool inherits = words != NULL && proven != NULL && strlen(proven) == DIGITS;
    if (!inherits || strcmp(proven, digits) != 0) {
        ebb_copy_identify(facts);
    }
    if (inherits) {
        memcpy(proven, digits, DIGITS); /* in place: setenv calls malloc */
    }
}
