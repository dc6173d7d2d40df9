/* SPDX-License-Identifier: Apache-2.0 */
/* A test of several cases, of which one is run with its own victim. */
#ifndef EBB_TEST_CASES_H
#define EBB_TEST_CASES_H

#include <stddef.h>

#include "reader.h"

typedef struct {
    const char *name;
    void (*run)(void);
} test_case;

/*
 * Arguments: the case, what is preloaded ("ALLOCATOR:AGENT"), the program
 * victim, and for some cases another program, or a mode of the victim's. Returns
 * the exit status; no child may be left.
 */
int cases_run(int count, char **arguments, const test_case *cases, size_t length);

const char *case_program(void);
char *case_other(void);
/* Starts the victim in this mode; "spawn": and tells it the other program. */
victim case_start(bool control, const char *mode);
/* The next report, which has to be this process's. */
report case_report(pid_t pid, const char *how);

#endif
