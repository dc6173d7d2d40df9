/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the agent asks of the program's allocator, under one that counts: nothing
 * for a report; for its thread what ld.so asks for any thread, once, and not in
 * the child of a fork; one block for each release.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "reader.h"

enum { MALLOCS, ALIGNED, REALLOCS, FREES, COUNTS };

static char *program;

typedef struct {
    int made[COUNTS];
} calls;

static calls counted(const victim *one, const char *where) {
    char line[128];
    char said[32];
    calls now;
    victim_read(one, line, sizeof line);
    CHECK_EQUAL(sscanf(line, "%31s %d %d %d %d", said, &now.made[MALLOCS], &now.made[ALIGNED],
                       &now.made[REALLOCS], &now.made[FREES]),
                5);
    CHECK_EQUAL(strcmp(said, where), 0);
    return now;
}

static void ask(const victim *one) {
    CHECK_EQUAL(write(one->in, "c\n", 2), 2);
}

static void differ(const calls *from, const calls *to, int mallocs, int frees) {
    CHECK_EQUAL(to->made[MALLOCS] - from->made[MALLOCS], mallocs);
    CHECK_EQUAL(to->made[FREES] - from->made[FREES], frees);
    CHECK_EQUAL(to->made[ALIGNED], from->made[ALIGNED]);
    CHECK_EQUAL(to->made[REALLOCS], from->made[REALLOCS]);
}

static victim start(bool control) {
    char *command[] = {program, "count", NULL};
    return victim_start(control, command);
}

/* The parent's turn ends, or the child's. */
static void go_on(const victim *one) {
    CHECK_EQUAL(write(one->in, "\n", 1), 1);
}

static void a_report_asks_for_nothing(void) {
    static const calls none;
    victim one = start(false);
    report first = report_next();
    calls at_start = counted(&one, "parent");
    differ(&none, &at_start, 0, 0);
    go_on(&one);
    report child = report_next();
    calls in_child = counted(&one, "child");
    differ(&none, &in_child, 0, 0);
    go_on(&one);
    victim_end(&one);
    report_close(&first);
    report_close(&child);
}

static void a_thread_asks_once_and_each_release(void) {
    static const calls none;
    victim one = start(true);
    report first = report_next();
    report_command(&first, "books"); /* the thread is there */
    calls at_start = counted(&one, "parent");
    differ(&none, &at_start, 1, 0);
    report_command(&first, "release");
    ask(&one);
    calls after = counted(&one, "parent");
    differ(&at_start, &after, 1, 1);
    report_command(&first, "cure");
    report_command(&first, "report");
    ask(&one);
    calls again = counted(&one, "parent");
    differ(&after, &again, 0, 0);

    go_on(&one);
    report child = report_next();
    (void)counted(&one, "child");
    report_command(&child, "books"); /* its thread is there */
    ask(&one);
    calls in_child = counted(&one, "child");
    differ(&again, &in_child, 0, 0);
    go_on(&one);
    victim_end(&one);
    report_close(&first);
    report_close(&child);
}

int main(int count, char **arguments) {
    CHECK_EQUAL(count, 3);
    program = arguments[2];
    reader_open(arguments[1], NULL);
    a_report_asks_for_nothing();
    a_thread_asks_once_and_each_release();
    reader_close();
    return 0;
}
