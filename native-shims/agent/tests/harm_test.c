/* SPDX-License-Identifier: Apache-2.0 */
/* What programs do that could harm the agent, and the other way round. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cases.h"

static void whoever_closes_all_is_asked_again(void) {
    victim one = case_start(true, "close-all");
    report before = case_report(one.pid, "start");
    victim_says(&one, "ready");
    report after = case_report(one.pid, "again");
    CHECK(report_is_closed(&before));
    report_command(&after, "release");
    victim_end(&one);
    report_close(&before);
    report_close(&after);
}

static void a_daemon_reports(void) {
    victim one = case_start(true, "daemonise");
    report parent = case_report(one.pid, "start");
    report child = report_next();
    report_has(&child, "how=fork");
    victim_says(&one, "ready");
    CHECK(report_is_closed(&parent));
    report again = case_report((pid_t)report_number(&child, "pid"), "again");
    report_command(&again, "release");
    victim_end(&one);
    CHECK(report_is_closed(&again)); /* the daemon ends with its input */
    report_close(&parent);
    report_close(&child);
    report_close(&again);
}

static void a_child_lets_go_of_its_parents_connection(void) {
    victim one = case_start(true, "leave-child");
    report parent = case_report(one.pid, "start");
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
        victim one = case_start(control, "look-around");
        report parent = case_report(one.pid, "start");
        report child = report_next();
        victim_says(&one, "ready");
        victim_end(&one);
        report_close(&parent);
        report_close(&child);
    }
}

static void nothing_is_changed_where_nobody_listens(void) {
    reader_close();
    victim one = case_start(true, "look-around");
    victim_says(&one, "ready");
    victim_end(&one);
}

static void the_process_ends_with_its_own_threads(void) {
    victim one = case_start(true, "leave-by-thread");
    report first = case_report(one.pid, "start");
    victim_end(&one); /* within three seconds, or the test's time is up */
    CHECK(report_is_closed(&first));
    report_close(&first);
}

/* Takes all reports and throws them away, until the test ends and closes the listener. */
static void *drain(void *argument) {
    int connection = accept(*(int *)argument, NULL, NULL);
    while (connection >= 0) {
        close(connection);
        connection = accept(*(int *)argument, NULL, NULL);
    }
    CHECK_EQUAL(errno, EBADF);
    return NULL;
}

static void drain_in_background(void) {
    static int listener;
    pthread_t thread;
    listener = reader_listener();
    CHECK_EQUAL(pthread_create(&thread, NULL, drain, &listener), 0);
}

/* The other argument is the mode. */
static void it_forks_while_the_agent_releases(void) {
    victim one = case_start(true, case_other());
    report first = case_report(one.pid, "start");
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
        victim one = case_start(i % 2 == 0, "fork-many-with-threads");
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

int main(int count, char **arguments) {
    static const test_case cases[] = {{"close-all", whoever_closes_all_is_asked_again},
                                      {"daemon", a_daemon_reports},
                                      {"leave-child", a_child_lets_go_of_its_parents_connection},
                                      {"unchanged", nothing_else_is_changed},
                                      {"unheard", nothing_is_changed_where_nobody_listens},
                                      {"own-threads", the_process_ends_with_its_own_threads},
                                      {"fork-many", it_forks_while_the_agent_releases},
                                      {"term", it_ends_by_a_signal_at_any_time}};
    return cases_run(count, arguments, cases, sizeof cases / sizeof *cases);
}
