/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starts a service and keeps its processes together:
 *
 *   ebb-service COMMAND [ARGUMENT]...
 *
 * The command gets a session of its own and /dev/null for its input. Whatever
 * it starts stays below this program, which is the subreaper: a process that
 * daemonises becomes its child. It ends when none of them is left, with the
 * command's exit status, or 128 and the signal that ended the command.
 *
 *   TERM, INT, HUP  go on as TERM to the process group of each child
 *   end of its input
 *                   KILL to all, until none is left: whoever starts it holds
 *                   the other end of a pipe, and that end closes however its
 *                   owner dies
 *
 * It is a program and not part of the measuring JVM, because a killed JVM takes
 * no process with it, a JVM that is a subreaper collects children that it does
 * not wait for, and the service's orphans could not be distinguished from those
 * of the command that makes the burst.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "observe/process.h"

#define KILL_EACH 10 /* ms; children of those that were killed become children of this program */
#define CANNOT_START 127

static void fail(const char *what) {
    fprintf(stderr, "ebb-service: %s: %s\n", what, strerror(errno));
    exit(CANNOT_START);
}

/* Calls signal_child for each child that this program has now. */
static void each_child(void (*signal_child)(pid_t child)) {
    DIR *folder = opendir("/proc");
    if (folder == NULL) {
        fail("/proc");
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        ebb_process_stat stat;
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        if (pid > 0 && ebb_process_read_stat(pid, &stat) && stat.parent == getpid()) {
            signal_child(pid);
        }
    }
    closedir(folder);
}

static void terminate(pid_t child) {
    pid_t group = getpgid(child);
    if (group > 1 && group != getpgrp()) {
        kill(-group, SIGTERM);
    } else {
        kill(child, SIGTERM);
    }
}

static void end(pid_t child) {
    kill(child, SIGKILL);
}

static void start(char **command, const sigset_t *signals, pid_t parent) {
    int nothing = open("/dev/null", O_RDONLY);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (nothing < 0 || getppid() != parent || dup2(nothing, STDIN_FILENO) < 0) {
        fail("/dev/null");
    }
    close(nothing);
    setsid();
    sigprocmask(SIG_SETMASK, signals, NULL);
    execvp(command[0], command);
    fail(command[0]);
}

/* Waits for whoever has ended; false: no child is left. */
static bool reap(pid_t command, int *status) {
    int ended;
    pid_t child;
    while ((child = waitpid(-1, &ended, WNOHANG)) > 0) {
        if (child == command) {
            *status = WIFSIGNALED(ended) ? 128 + WTERMSIG(ended) : WEXITSTATUS(ended);
        }
    }
    return child == 0;
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: ebb-service COMMAND [ARGUMENT]...\n");
        return 2;
    }
    sigset_t before;
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGHUP);
    sigaddset(&watched, SIGCHLD);
    sigprocmask(SIG_BLOCK, &watched, &before);
    int signals = signalfd(-1, &watched, SFD_CLOEXEC);
    if (signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        fail("it cannot watch over children");
    }
    pid_t parent = getpid();
    pid_t command = fork();
    if (command < 0) {
        fail("fork");
    }
    if (command == 0) {
        start(arguments + 1, &before, parent);
    }
    int status = 0;
    bool killing = false;
    struct pollfd from[] = {{.fd = signals, .events = POLLIN},
                            {.fd = STDIN_FILENO, .events = POLLIN}};
    while (reap(command, &status)) {
        if (killing) {
            each_child(end);
        }
        if (poll(from, killing ? 1 : 2, killing ? KILL_EACH : -1) < 0 && errno != EINTR) {
            fail("poll");
        }
        struct signalfd_siginfo arrived;
        if ((from[0].revents & POLLIN) != 0 &&
            read(signals, &arrived, sizeof arrived) == sizeof arrived &&
            arrived.ssi_signo != SIGCHLD) {
            each_child(terminate);
        }
        char ignored[256];
        if (!killing && from[1].revents != 0 && read(STDIN_FILENO, ignored, sizeof ignored) <= 0) {
            killing = true;
        }
    }
    return status;
}
