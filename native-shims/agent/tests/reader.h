/* SPDX-License-Identifier: Apache-2.0 */
/* The other end: starts programs with the agent in them, and reads what they report. */
#ifndef EBB_TEST_READER_H
#define EBB_TEST_READER_H

#include <stdbool.h>
#include <sys/types.h>

#include "check.h"

typedef struct {
    pid_t pid;
    int in;  /* closed: it ends */
    int out; /* what it says */
} victim;

typedef struct {
    int connection;
    char *text;
} report;

/* Where agents connect from now on, and what is preloaded into victims: "ALLOCATOR:AGENT". */
void reader_open(const char *preload, const char *agent_prefix);
void reader_close(void);
int reader_listener(void);
const char *reader_address(void);
/* In a process group of its own. control: EBB_AGENT_CONTROL=1 */
victim victim_start(bool control, char *const command[]);
/* A line of its output. */
void victim_says(const victim *one, const char *line);
/* One line of its output, whatever it is. */
void victim_read(const victim *one, char *line, int room);
/* Closes its input; its exit status has to be 0. */
void victim_end(victim *one);

/* The next report, within ten seconds. */
report report_next(void);
/* Nobody reports within this time. */
void report_none(int milliseconds);
void report_has(const report *one, const char *line);
void report_has_not(const report *one, const char *line);
/* The value of its first line with this key, "" where there is none; until the next call. */
const char *report_value(const report *one, const char *key);
/* The same as a number; -1: there is none. */
long report_number(const report *one, const char *key);
/* Sends a command; the answer becomes the text. */
void report_command(report *one, const char *command);
/* Whether the other side has closed the connection. */
bool report_is_closed(const report *one);
void report_close(report *one);

#endif
