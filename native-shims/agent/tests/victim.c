/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program with the agent in it, by its first argument. Whatever it does it
 * waits at its end until its input is closed, and says "ready" before.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "victim.h"

extern char **environ;

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "victim: %s\n", what);
    _exit(1);
}

static void say(const char *line) {
    if (write(STDOUT_FILENO, line, strlen(line)) != (ssize_t)strlen(line)) {
        fail("nobody listens");
    }
}

static void wait_for_end(void) {
    char ignored[64];
    say("ready\n");
    while (read(STDIN_FILENO, ignored, sizeof ignored) > 0) {
    }
}

static void wait_for_child(pid_t child) {
    int status;
    if (waitpid(child, &status, 0) != child || status != 0) {
        fail("its child failed");
    }
}

/* Allocated by a thread that ends: any thread can give back what it leaves. */
static void *fill(void *argument) {
    static char *block[VICTIM_BLOCKS];
    for (int i = 0; i < VICTIM_BLOCKS; i++) {
        block[i] = malloc(VICTIM_BLOCK);
        memset(block[i], 1, VICTIM_BLOCK);
    }
    for (int i = 0; i < VICTIM_BLOCKS - 1;
         i++) { /* the last stays: no heap can shrink from its end */
        free(block[i]);
    }
    return argument;
}

static void grow(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, fill, NULL);
    pthread_join(thread, NULL);
    wait_for_end();
}

static void fork_one(void) {
    pid_t child = fork();
    if (child == 0) {
        wait_for_end();
        _exit(0);
    }
    wait_for_child(child);
}

static void fork_when_told(void) {
    char byte;
    if (read(STDIN_FILENO, &byte, 1) != 1) {
        fail("it was not told");
    }
    fork_one();
}

/* Its own image, by whatever way it is started: the argument is "wait". */
static char *itself[] = {"/proc/self/exe", "wait", NULL};

static void exec_one(void) {
    execv(itself[0], itself);
    fail("exec");
}

static void vfork_one(void) {
    pid_t child = vfork();
    if (child == 0) {
        execv(itself[0], itself);
        _exit(1);
    }
    wait_for_child(child);
}

static void spawn(char *const command[], char *const environment[]) {
    pid_t child;
    if (posix_spawn(&child, command[0], NULL, NULL, command, environment) != 0) {
        fail("posix_spawn");
    }
    wait_for_child(child);
}

/* As a sandbox does: nothing of the environment gets through. */
static void spawn_bare(void) {
    char *nothing[] = {NULL};
    spawn(itself, nothing);
}

/* What it opens afterwards has the numbers that it has always had, and stays its own. */
static void close_all(void) {
    struct stat first;
    struct stat after;
    close_range(3, ~0U, 0);
    int file = open("/dev/zero", O_RDONLY);
    if (file != 3 || fstat(file, &first) != 0) {
        fail("a descriptor that was closed is taken");
    }
    wait_for_end();
    char byte = 1;
    if (fstat(file, &after) != 0 || after.st_ino != first.st_ino || read(file, &byte, 1) != 1 ||
        byte != 0) {
        fail("somebody touched a file of the program's");
    }
}

/* As daemon(3) does, but that output and input stay: whoever listens is the test. */
static void daemonise(void) {
    if (fork() != 0) {
        _exit(0);
    }
    setsid();
    close_range(3, ~0U, 0);
    wait_for_end();
}

static void *churn(void *argument) {
    for (;;) {
        free(malloc(1000));
    }
    return argument;
}

/* While the agent's thread releases, children allocate. */
static void fork_many(void) {
    say("begins\n");
    for (int i = 0; i < VICTIM_FORKS; i++) {
        pid_t child = fork();
        if (child == 0) {
            for (int j = 0; j < 1000; j++) {
                free(malloc((size_t)j));
            }
            _exit(0);
        }
        wait_for_child(child);
    }
    wait_for_end();
}

static void fork_many_with_threads(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, churn, NULL);
    pthread_create(&thread, NULL, churn, NULL);
    fork_many();
}

/* Its child stays, with what it has inherited. */
static void leave_child(void) {
    if (fork() == 0) {
        wait_for_end();
    }
}

/* Signals, errno and children are as they would be without the agent. */
static void look_around(void) {
    if (errno != 0) {
        fail("errno is not 0 at the start");
    }
    for (int number = 1; number < SIGRTMIN; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_DFL) {
            fail("a signal has a handler");
        }
    }
    sigset_t blocked;
    sigset_t pending;
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    sigpending(&pending);
    if (!sigisemptyset(&blocked) || !sigisemptyset(&pending)) {
        fail("signals are blocked or pending");
    }
    if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD) {
        fail("it has a child that it did not make");
    }
    errno = EDOM;
    pid_t child = fork();
    if (errno != EDOM) {
        fail("fork changed errno");
    }
    if (child == 0) {
        _exit(errno == EDOM ? 0 : 1);
    }
    wait_for_child(child);
    if (open("/dev/null", O_RDONLY) != 3) {
        fail("a low descriptor is taken");
    }
    wait_for_end();
}

static void *live_a_little(void *argument) {
    usleep(1500000);
    return argument;
}

/* The process ends with its last thread, and the agent's does not count. */
static void leave_by_thread(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, live_a_little, NULL);
    pthread_exit(NULL);
}

/* At each line of input: how often the program's allocator has been called; in a child of a fork
 * too. */
static void count_calls(const char *where) {
    int64_t (*counted)(int what);
    char line[64];
    *(void **)&counted = dlsym(RTLD_DEFAULT, "counted");
    do {
        snprintf(line, sizeof line, "%s %d %d %d %d\n", where, (int)counted(0), (int)counted(1),
                 (int)counted(2), (int)counted(3));
        say(line);
    } while (read(STDIN_FILENO, line, 2) == 2);
}

static void count(void) {
    count_calls("parent");
    pid_t child = fork();
    if (child == 0) {
        count_calls("child");
        _exit(0);
    }
    wait_for_child(child);
}

int main(int arguments, char **argument) {
    static const struct {
        const char *name;
        void (*act)(void);
    } modes[] = {{"wait", wait_for_end},
                 {"grow", grow},
                 {"fork", fork_one},
                 {"fork-when-told", fork_when_told},
                 {"exec", exec_one},
                 {"vfork", vfork_one},
                 {"spawn-bare", spawn_bare},
                 {"close-all", close_all},
                 {"daemonise", daemonise},
                 {"fork-many", fork_many},
                 {"fork-many-with-threads", fork_many_with_threads},
                 {"leave-child", leave_child},
                 {"look-around", look_around},
                 {"leave-by-thread", leave_by_thread},
                 {"count", count}};
    if (arguments == 3 && strcmp(argument[1], "spawn") == 0) {
        char *command[] = {argument[2], "wait", NULL};
        spawn(command, environ);
        return 0;
    }
    for (size_t i = 0; arguments == 2 && i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(argument[1], modes[i].name) == 0) {
            modes[i].act();
            return 0;
        }
    }
    fail("no such mode");
}
