/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ebb-service (the argument), and what is left of what it started: every
 * process of a service holds the writing end of a pipe, so that whoever reads
 * meets its end when none is left.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define PATIENCE 10000 /* ms */

static const char *program;

typedef struct {
    pid_t pid;
    int in;  /* closed: all are killed */
    int out; /* what they say, and their end */
} service;

static service start(char *const command[]) {
    int in[2];
    int out[2];
    CHECK_EQUAL(pipe2(in, O_CLOEXEC), 0);
    CHECK_EQUAL(pipe2(out, O_CLOEXEC), 0);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        dup2(out[1], STDERR_FILENO);
        execv(program, command);
        _exit(1);
    }
    close(in[0]);
    close(out[1]);
    return (service){.pid = pid, .in = in[1], .out = out[0]};
}

static service start_shell(const char *script) {
    char *command[] = {(char *)program, "sh", "-c", (char *)script, NULL};
    return start(command);
}

static void await_output(const service *one) {
    struct pollfd from = {.fd = one->out, .events = POLLIN};
    CHECK_EQUAL(poll(&from, 1, PATIENCE), 1);
}

/* Reads as much as the text is long. */
static void says(const service *one, const char *text) {
    char said[256] = "";
    size_t length = 0;
    while (length < strlen(text)) {
        await_output(one);
        ssize_t got = read(one->out, said + length, strlen(text) - length);
        CHECK(got > 0);
        length += (size_t)got;
    }
    CHECK_EQUAL(strcmp(said, text), 0);
}

/* It has this exit status, and nothing is left. */
static void ended(const service *one, int expected) {
    int status;
    char byte;
    CHECK_EQUAL(waitpid(one->pid, &status, 0), one->pid);
    CHECK(WIFEXITED(status));
    CHECK_EQUAL(WEXITSTATUS(status), expected);
    await_output(one);
    CHECK_EQUAL(read(one->out, &byte, 1), 0);
    close(one->out);
}

static void it_ends_as_the_command_does(void) {
    service one = start_shell("exit 7");
    ended(&one, 7);
    close(one.in);
    one = start_shell("kill -SEGV $$");
    ended(&one, 128 + SIGSEGV);
    close(one.in);
    char *missing[] = {(char *)program, "/no/such/program", NULL};
    one = start(missing);
    says(&one, "ebb-service: /no/such/program: No such file or directory\n");
    ended(&one, 127);
    close(one.in);
}

/* The command ends at once; what it left in a session of its own does so later. */
static void it_stays_for_a_daemon(void) {
    service one =
        start_shell("exec 2>/dev/null; (setsid sh -c 'sleep 0.5; echo served' &); exit 3");
    says(&one, "served\n");
    ended(&one, 3);
    close(one.in);
}

static void the_command_has_a_session_and_no_input(void) {
    service one = start_shell("test $(ps -o sid= -p $$) = $$ && wc -c");
    says(&one, "0\n");
    ended(&one, 0);
    close(one.in);
}

/* To that of the command, and to that of a daemon. */
static void term_goes_to_each_group(void) {
    service one = start_shell(
        "exec 2>/dev/null; (setsid sh -c 'trap \"echo b; exit\" TERM; echo 1; while :; do sleep "
        "0.1; done' &);"
        "trap 'sleep 1; echo a; exit 4' TERM; sleep 0.5; echo 2; while :; do sleep 0.1; done");
    says(&one, "1\n2\n");
    kill(one.pid, SIGTERM);
    says(&one, "b\na\n");
    ended(&one, 4);
    close(one.in);
}

static void the_end_of_its_input_kills_all(void) {
    service one = start_shell("trap '' TERM; setsid sh -c 'trap \"\" TERM; sleep 100' & "
                              "(setsid sleep 100 &); echo ready; sleep 100");
    says(&one, "ready\n");
    kill(one.pid, SIGTERM); /* nobody listens */
    CHECK_EQUAL(write(one.in, "anything\n", 9), 9);
    usleep(100000);
    CHECK_EQUAL(waitpid(one.pid, NULL, WNOHANG), 0);
    close(one.in);
    ended(&one, 128 + SIGKILL);
}

/* Whoever starts it is killed, and closes nothing. */
static void all_end_with_whoever_started_it(void) {
    int out[2];
    CHECK_EQUAL(pipe2(out, O_CLOEXEC), 0);
    pid_t owner = fork();
    if (owner == 0) {
        service one = start_shell("setsid sleep 100 & echo ready; sleep 100");
        says(&one, "ready\n");
        CHECK_EQUAL(write(out[1], &one.out, sizeof one.out), sizeof one.out);
        for (;;) {
            char byte;
            (void)!read(one.out, &byte, 1);
        }
    }
    close(out[1]);
    int ready;
    CHECK_EQUAL(read(out[0], &ready, sizeof ready), sizeof ready);
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)owner, ready);
    int reading = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(reading >= 0);
    kill(owner, SIGKILL);
    CHECK_EQUAL(waitpid(owner, NULL, 0), owner);
    service orphan = {.out = reading};
    char byte;
    await_output(&orphan);
    CHECK_EQUAL(read(reading, &byte, 1), 0);
}

int main(int count, char **arguments) {
    CHECK_EQUAL(count, 2);
    program = arguments[1];
    it_ends_as_the_command_does();
    it_stays_for_a_daemon();
    the_command_has_a_session_and_no_input();
    term_goes_to_each_group();
    the_end_of_its_input_kills_all();
    all_end_with_whoever_started_it();
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
    return 0;
}
