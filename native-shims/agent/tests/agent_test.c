/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The agent in processes of many kinds. Arguments: the case, what is preloaded
 * ("ALLOCATOR:AGENT"), the program victim, and for some another program or mode.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reader.h"
#include "victim.h"

static char *program;
static char **more; /* what stands behind the program, up to a NULL */

static victim start(bool control, const char *mode) {
    char *command[] = {program, (char *)mode, more[0], NULL};
    command[2] = strcmp(mode, "spawn") == 0 ? more[0] : NULL;
    return victim_start(control, command);
}

static report report_of(pid_t pid, const char *how) {
    char line[64];
    report one = report_next();
    CHECK_EQUAL(report_number(&one, "pid"), pid);
    snprintf(line, sizeof line, "how=%s", how);
    report_has(&one, line);
    return one;
}

static void only_reports_unless_asked(void) {
    victim one = start(false, "wait");
    report first = report_of(one.pid, "start");
    report_has(&first, "control=not asked for");
    CHECK(report_is_closed(&first));
    CHECK_EQUAL(report_number(&first, "parent"), getpid());
    char line[4200];
    snprintf(line, sizeof line, "executable=%s", program);
    report_has(&first, line);
    report_has(&first, "environment=EBB_TEST=a b");
    report_has_not(&first, "environment=EBB_SECRET=c");
    report_close(&first);
    victim_says(&one, "ready");
    victim_end(&one);
}

static void a_child_reports_and_obeys(void) {
    victim one = start(true, "fork");
    report parent = report_of(one.pid, "start");
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

static void a_new_image_reports_anew(void) {
    victim one = start(true, "exec");
    report before = report_of(one.pid, "start");
    report after = report_of(one.pid, "start");
    CHECK(report_is_closed(&before)); /* closed on exec */
    report_command(&after, "release");
    victim_says(&one, "ready");
    victim_end(&one);
    report_close(&before);
    report_close(&after);
}

static void a_spawned_image_reports(const char *mode) {
    victim one = start(true, mode);
    report parent = report_of(one.pid, "start");
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
    victim one = start(false, "spawn");
    report parent = report_of(one.pid, "start");
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
    one = start(false, "wait");
    report other = report_of(one.pid, "start");
    report_has(&other, "family=glibc");
    report_has_not(&other, line);
    victim_says(&one, "ready");
    victim_end(&one);
    report_close(&other);
    report_close(&parent);
}

static void a_static_program_says_nothing(void) {
    victim one = start(true, "spawn");
    report parent = report_of(one.pid, "start");
    victim_says(&one, "ready");
    report_none(300);
    victim_end(&one);
    report_close(&parent);
}

static void a_malloc_of_the_programs_own_is_told(void) {
    char line[4200];
    char *command[] = {more[0], NULL};
    victim one = victim_start(false, command);
    report first = report_of(one.pid, "start");
    snprintf(line, sizeof line, "malloc=%s", more[0]);
    report_has(&first, line);
    snprintf(line, sizeof line, "allocator=malloc %s", more[0]);
    report_has(&first, line);
    report_has(&first, "family=unknown");
    report_close(&first);
    kill(one.pid, SIGTERM); /* it was not released as it expects */
    waitpid(one.pid, NULL, 0);
}

/* EBB_AGENT_PREFIX=_rjem_ */
static void an_allocator_linked_in_is_proven_and_released(void) {
    char line[4200];
    char *command[] = {more[0], NULL};
    victim one = victim_start(true, command);
    report first = report_of(one.pid, "start");
    snprintf(line, sizeof line, "prefixed=%s", more[0]);
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

static void whoever_closes_all_is_asked_again(void) {
    victim one = start(true, "close-all");
    report before = report_of(one.pid, "start");
    victim_says(&one, "ready");
    report after = report_of(one.pid, "again");
    CHECK(report_is_closed(&before));
    report_command(&after, "release");
    victim_end(&one);
    report_close(&before);
    report_close(&after);
}

static void a_daemon_reports(void) {
    victim one = start(true, "daemonise");
    report parent = report_of(one.pid, "start");
    report child = report_next();
    report_has(&child, "how=fork");
    victim_says(&one, "ready");
    CHECK(report_is_closed(&parent));
    report again = report_of((pid_t)report_number(&child, "pid"), "again");
    report_command(&again, "release");
    victim_end(&one);
    CHECK(report_is_closed(&again)); /* the daemon ends with its input */
    report_close(&parent);
    report_close(&child);
    report_close(&again);
}

static void a_child_lets_go_of_its_parents_connection(void) {
    victim one = start(true, "leave-child");
    report parent = report_of(one.pid, "start");
    report child = report_next();
    victim_says(&one, "ready");
    CHECK(report_is_closed(&parent));
    report_command(&child, "release");
    victim_end(&one);
    CHECK(report_is_closed(&child));
    report_close(&parent);
    report_close(&child);
}

static void nothing_else_is_changed(void) {
    for (int control = 0; control <= 1; control++) {
        victim one = start(control, "look-around");
        report parent = report_of(one.pid, "start");
        report child = report_next();
        victim_says(&one, "ready");
        victim_end(&one);
        report_close(&parent);
        report_close(&child);
    }
}

static void nothing_is_changed_where_nobody_listens(void) {
    reader_close();
    victim one = start(true, "look-around");
    victim_says(&one, "ready");
    victim_end(&one);
}

static void the_process_ends_with_its_own_threads(void) {
    victim one = start(true, "leave-by-thread");
    report first = report_of(one.pid, "start");
    victim_end(&one); /* within three seconds, or the test's time is up */
    CHECK(report_is_closed(&first));
    report_close(&first);
}

static void commands_are_answered(void) {
    victim one = start(true, "wait");
    report first = report_of(one.pid, "start");
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

/* Takes all reports and throws them away. */
static void *drain(void *argument) {
    for (;;) {
        int connection = accept(*(int *)argument, NULL, NULL);
        CHECK(connection >= 0);
        close(connection);
    }
    return NULL;
}

static void drain_in_background(void) {
    static int listener;
    pthread_t thread;
    listener = reader_listener();
    CHECK_EQUAL(pthread_create(&thread, NULL, drain, &listener), 0);
}

/* With more[0], where that is the mode. */
static void it_forks_while_the_agent_releases(void) {
    victim one = start(true, more[0]);
    report first = report_of(one.pid, "start");
    drain_in_background();
    report_command(&first, "interval 1");
    victim_says(&one, "begins");
    victim_says(&one, "ready");
    report_command(&first, "cure");
    CHECK(report_number(&first, "calls") > 10);
    victim_end(&one);
    report_close(&first);
}

/* From the first instructions of ld.so to the middle of forks; nothing is left of the group. */
static void it_ends_by_a_signal_at_any_time(void) {
    drain_in_background();
    CHECK_EQUAL(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    for (int i = 0; i < 60; i++) {
        int status;
        victim one = start(i % 2 == 0, "fork-many-with-threads");
        usleep((useconds_t)(i * 300));
        kill(-one.pid, SIGTERM);
        close(one.in);
        close(one.out);
        CHECK_EQUAL(waitpid(one.pid, &status, 0), one.pid);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
        for (int look = 0; look < 100 && kill(-one.pid, 0) == 0; look++) {
            while (waitpid(-1, NULL, WNOHANG) > 0) {
                /* its children are this program's now */
            }
            usleep(10000);
        }
        CHECK(kill(-one.pid, 0) == -1 && errno == ESRCH);
    }
}

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {{"only-reports", only_reports_unless_asked},
             {"fork", a_child_reports_and_obeys},
             {"exec", a_new_image_reports_anew},
             {"vfork", after_vfork},
             {"spawn", after_posix_spawn},
             {"proven", an_heir_does_not_ask_again},
             {"static", a_static_program_says_nothing},
             {"own-malloc", a_malloc_of_the_programs_own_is_told},
             {"prefix", an_allocator_linked_in_is_proven_and_released},
             {"close-all", whoever_closes_all_is_asked_again},
             {"daemon", a_daemon_reports},
             {"leave-child", a_child_lets_go_of_its_parents_connection},
             {"unchanged", nothing_else_is_changed},
             {"unheard", nothing_is_changed_where_nobody_listens},
             {"own-threads", the_process_ends_with_its_own_threads},
             {"commands", commands_are_answered},
             {"fork-many", it_forks_while_the_agent_releases},
             {"term", it_ends_by_a_signal_at_any_time}};

int main(int count, char **arguments) {
    CHECK(count >= 4);
    setenv("EBB_TEST", "a\nb", 1);
    setenv("EBB_SECRET", "c", 1);
    setenv("EBB_AGENT_TELL", "preload,ebb_test", 1);
    program = arguments[3];
    more = arguments + 4;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
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
