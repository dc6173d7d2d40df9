/* SPDX-License-Identifier: Apache-2.0 */
/* What processes of many kinds report, and what they answer. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cases.h"
#include "ebb.h"

static void only_reports_unless_asked(void) {
    victim one = case_start(false, "wait");
    report first = case_report(one.pid, "start");
    report_has(&first, "control=not asked for");
    CHECK(report_is_closed(&first));
    CHECK_EQUAL(report_number(&first, "parent"), getpid());
    char line[4200];
    snprintf(line, sizeof line, "executable=%s", case_program());
    report_has(&first, line);
    report_has(&first, "environment=EBB_TEST=a b");
    report_has_not(&first, "environment=EBB_SECRET=c");
    report_close(&first);
    victim_says(&one, "ready");
    victim_end(&one);
}

static void a_child_reports_and_obeys(void) {
    victim one = case_start(true, "fork");
    report parent = case_report(one.pid, "start");
    report child = report_next();
    report_has(&child, "how=fork");
    report_has(&child, "control=yes");
    report_has(&child, "family=glibc");
    CHECK_EQUAL(report_number(&child, "parent"), one.pid);
    CHECK(report_number(&child, "pid") != one.pid);
    report_command(&child, "release");
    report_command(&parent, "release");
    CHECK(report_number(&child, "took") > 0 && report_number(&parent, "took") > 0);
    victim_says(&one, "ready");
    victim_end(&one);
    CHECK(report_is_closed(&child) && report_is_closed(&parent));
    report_close(&child);
    report_close(&parent);
}

static void a_child_goes_on_with_the_cure(void) {
    victim one = case_start(true, "fork-when-told");
    report parent = case_report(one.pid, "start");
    report_command(&parent, "interval 10");
    usleep(300000);
    CHECK_EQUAL(write(one.in, "f", 1), 1);
    report child = report_next();
    report_command(&child, "cure");
    long at_first = report_number(&child, "calls");
    usleep(300000);
    report_command(&child, "cure");
    CHECK(report_number(&child, "calls") > at_first);
    report_command(&parent, "cure");
    CHECK(report_number(&parent, "calls") > report_number(&child, "calls"));
    victim_says(&one, "ready");
    victim_end(&one);
    report_close(&child);
    report_close(&parent);
}

static void a_new_image_reports_anew(void) {
    victim one = case_start(true, "exec");
    report before = case_report(one.pid, "start");
    report after = case_report(one.pid, "start");
    CHECK(report_is_closed(&before)); /* closed on exec */
    report_command(&after, "release");
    victim_says(&one, "ready");
    victim_end(&one);
    report_close(&before);
    report_close(&after);
}

static void a_spawned_image_reports(const char *mode) {
    victim one = case_start(true, mode);
    report parent = case_report(one.pid, "start");
    report child = report_next();
    report_has(&child, "how=start");
    CHECK_EQUAL(report_number(&child, "parent"), one.pid);
    report_command(&parent, "release"); /* it is still there, after a child shared its memory */
    victim_says(&one, "ready");
    victim_end(&one);
    report_close(&child);
    report_close(&parent);
}

static void after_vfork(void) {
    a_spawned_image_reports("vfork");
}

static void after_posix_spawn(void) {
    a_spawned_image_reports("spawn");
}

/* The same proof is not given twice; with another variable it is another one. */
static void an_heir_does_not_ask_again(void) {
    setenv("EBB_AGENT_PROVEN", "0000000000000000", 1);
    victim one = case_start(false, "spawn");
    report parent = case_report(one.pid, "start");
    report child = report_next();
    char line[64];
    snprintf(line, sizeof line, "proof=%.16s", report_value(&parent, "proof"));
    report_has(&parent, "family=glibc");
    report_has(&child, line);
    report_has_not(&child, "family=glibc");
    victim_says(&one, "ready");
    victim_end(&one);
    report_close(&child);

    setenv("EBB_AGENT_PROVEN", report_value(&parent, "proof"), 1);
    setenv("EBB_TEST", "another", 1);
    one = case_start(false, "wait");
    report other = case_report(one.pid, "start");
    report_has(&other, "family=glibc");
    report_has_not(&other, line);
    victim_says(&one, "ready");
    victim_end(&one);
    report_close(&other);
    report_close(&parent);
}

/* Of two processes one reports nothing; comparing the reports with the tree shows which. */
static void its_child_says_nothing(const char *mode) {
    victim one = case_start(true, mode);
    report parent = case_report(one.pid, "start");
    victim_says(&one, "ready");
    report_none(300);
    ebb_tree *tree = ebb_tree_new(getpid(), 1000000, 1024);
    CHECK(tree != NULL);
    CHECK_EQUAL(ebb_tree_seen(tree), 2);
    int silent = ebb_tree_seen_pid(tree, 0) == one.pid;
    CHECK_EQUAL(ebb_tree_seen_pid(tree, !silent), one.pid);
    CHECK(ebb_tree_seen_pid(tree, silent) != one.pid);
    ebb_tree_close(tree);
    victim_end(&one);
    report_close(&parent);
}

static void a_static_program_says_nothing(void) {
    its_child_says_nothing("spawn");
}

static void nobody_says_anything_without_its_environment(void) {
    its_child_says_nothing("spawn-bare");
}

static void a_malloc_of_the_programs_own_is_told(void) {
    char line[4200];
    char *command[] = {case_other(), NULL};
    victim one = victim_start(false, command);
    report first = case_report(one.pid, "start");
    snprintf(line, sizeof line, "malloc=%s", case_other());
    report_has(&first, line);
    snprintf(line, sizeof line, "allocator=malloc %s", case_other());
    report_has(&first, line);
    report_has(&first, "family=unknown");
    report_close(&first);
    kill(one.pid, SIGTERM); /* it was not released as it expects */
    waitpid(one.pid, NULL, 0);
}

/* EBB_AGENT_PREFIX=_rjem_ */
static void an_allocator_linked_in_is_proven_and_released(void) {
    char line[4200];
    char *command[] = {case_other(), NULL};
    victim one = victim_start(true, command);
    report first = case_report(one.pid, "start");
    snprintf(line, sizeof line, "prefixed=%s", case_other());
    report_has(&first, line);
    report_has(&first, "family=jemalloc");
    report_has(&first, "version=5.3.0-linked-in");
    report_has(&first, "setting.opt.dirty_decay_ms=4321");
    report_command(&first, "release");
    CHECK(report_number(&first, "took") > 0);
    victim_says(&one, "ready");
    victim_end(&one); /* it ends well where it was released once */
    report_close(&first);
}

static void commands_are_answered(void) {
    victim one = case_start(true, "wait");
    report first = case_report(one.pid, "start");
    victim_says(&one, "ready");
    report_command(&first, "dance");
    report_has(&first, "error=no such command");
    report_command(&first, "interval 3600001");
    report_has(&first, "error=the interval '3600001' is not 0 to 3600000 ms");
    report_command(&first, "interval x");
    report_has(&first, "error=the interval 'x' is not 0 to 3600000 ms");
    report_command(&first, "interval 20");
    report_has(&first, "end=interval 20");
    usleep(500000);
    report_command(&first, "cure");
    long calls = report_number(&first, "calls");
    CHECK(calls >= 2 && calls <= 25);
    CHECK(report_number(&first, "longest") > 0 && report_number(&first, "cpu") > 0);
    report_command(&first, "recount");
    report_has(&first, "end=recount");
    report_command(&first, "cure");
    CHECK(report_number(&first, "calls") < calls);
    usleep(500000);
    report_command(&first, "cure");
    CHECK(report_number(&first, "calls") >= 2); /* the interval goes on */
    report_command(&first, "interval 0");
    usleep(100000);
    report_command(&first, "cure");
    CHECK_EQUAL(report_number(&first, "calls"), 0);
    report_command(&first, "report");
    report_has(&first, "how=asked");
    report_command(&first, "quit");
    report_has(&first, "end=quit");
    CHECK(report_is_closed(&first));
    report_close(&first);
    victim_end(&one);
}

int main(int count, char **arguments) {
    static const test_case cases[] = {{"only-reports", only_reports_unless_asked},
                                      {"fork", a_child_reports_and_obeys},
                                      {"heir", a_child_goes_on_with_the_cure},
                                      {"exec", a_new_image_reports_anew},
                                      {"vfork", after_vfork},
                                      {"spawn", after_posix_spawn},
                                      {"proven", an_heir_does_not_ask_again},
                                      {"static", a_static_program_says_nothing},
                                      {"bare", nobody_says_anything_without_its_environment},
                                      {"own-malloc", a_malloc_of_the_programs_own_is_told},
                                      {"prefix", an_allocator_linked_in_is_proven_and_released},
                                      {"commands", commands_are_answered}};
    return cases_run(count, arguments, cases, sizeof cases / sizeof *cases);
}
