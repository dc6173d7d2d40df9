/* SPDX-License-Identifier: Apache-2.0 */
#include "cases.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static char *program;
static char *other; /* NULL: there is none */

const char *case_program(void) {
    return program;
}

char *case_other(void) {
    return other;
}

victim case_start(bool control, const char *mode) {
    char *command[] = {program, (char *)mode, strcmp(mode, "spawn") == 0 ? other : NULL, NULL};
    return victim_start(control, command);
}

report case_report(pid_t pid, const char *how) {
    char line[64];
    report one = report_next();
    CHECK_EQUAL(report_number(&one, "pid"), pid);
    snprintf(line, sizeof line, "how=%s", how);
    report_has(&one, line);
    return one;
}

int cases_run(int count, char **arguments, const test_case *cases, size_t length) {
    CHECK(count >= 4);
    setenv("EBB_TEST", "a\nb", 1);
    setenv("EBB_SECRET", "c", 1);
    setenv("EBB_AGENT_TELL", "preload,ebb_test", 1);
    program = arguments[3];
    other = arguments[4];
    for (size_t i = 0; i < length; i++) {
        if (strcmp(arguments[1], cases[i].name) == 0) {
            reader_open(arguments[2], strcmp(arguments[1], "prefix") == 0 ? "_rjem_" : NULL);
            cases[i].run();
            CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
            reader_close();
            return 0;
        }
    }
    fprintf(stderr, "no case %s\n", arguments[1]);
    return 2;
}
