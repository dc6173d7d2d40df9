/* SPDX-License-Identifier: Apache-2.0 */
/* The report, the thread that waits for commands, and what becomes of both in a fork. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent.h"
#include "base/base.h"
#include "commands.h"
#include "connection.h"
#include "report.h"

#define LOOK_EACH EBB_SECOND
#define FORK_WAITS (5 * EBB_SECOND)
#define LINE_BYTES 128

static ebb_connection connection = {.descriptor = -1};
/* The thread, which has not been told to quit. relaxed: only a figure. */
static _Atomic bool is_wanted;
/* Whether this process takes commands, as it reported first; a child has the same reason. */
static const char *reported;
/* 1: the thread does something, or a fork is under way. acquire, release: a lock. */
static ebb_word busy;

/* false: it was busy until that time; negative: there is none. */
static bool take(int64_t until) {
    uint32_t idle = 0;
    while (!atomic_compare_exchange_strong(&busy, &idle, 1)) {
        if (until >= 0 && ebb_now() >= until) {
            return false;
        }
        ebb_wait(&busy, 1, until);
        idle = 0;
    }
    return true;
}

static void leave(void) {
    atomic_store(&busy, 0);
    ebb_wake(&busy, 1);
}

/*
 * Whether all of the program's threads have ended, the main one by pthread_exit:
 * then only this thread keeps the process alive.
 */
static bool is_alone(void) {
    enum { STATE = 3, THREADS = 20 }; /* fields as proc(5) numbers them */
    char text[512];
    int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, text, sizeof text - 1);
    if (file >= 0) {
        close(file);
    }
    text[length < 0 ? 0 : length] = '\0';
    const char *at = strrchr(text, ')');
    if (at == NULL || strncmp(at, ") Z", strlen(") Z")) != 0) {
        return false;
    }
    for (int field = STATE; at != NULL && field <= THREADS; field++) {
        at = strchr(at + 1, ' ');
    }
    return at != NULL && strtol(at, NULL, 10) <= 2; /* the main one counts */
}

static void wait_for_line(int64_t until) {
    struct pollfd from = {.fd = connection.descriptor, .events = POLLIN};
    until = ebb_command_next() < until ? ebb_command_next() : until;
    int64_t patience = until - ebb_now();
    struct timespec time = ebb_timespec(patience < 0 ? 0 : patience);
    ppoll(&from, 1, &time, NULL);
}

/*
 * A program that daemonises closes descriptors that it does not know. The new
 * socket must not get a number that the program expects for its own next file.
 */
static bool connect_again(void) {
    for (int standard = STDIN_FILENO; standard <= STDERR_FILENO; standard++) {
        if (fcntl(standard, F_GETFD) < 0) {
            return false;
        }
    }
    return ebb_connection_open(&connection) && ebb_report_send(&connection, "again", "yes");
}

typedef struct {
    char line[LINE_BYTES];
    size_t length;
} input;

/* Carries out the lines that have arrived; false: the reader has gone, or wants no more. */
static bool obey(input *from) {
    char arrived[LINE_BYTES];
    ssize_t length = recv(connection.descriptor, arrived, sizeof arrived, MSG_DONTWAIT);
    if (length <= 0) {
        return length < 0 && (errno == EAGAIN || errno == EINTR);
    }
    for (ssize_t i = 0; i < length && is_wanted; i++) {
        if (arrived[i] != '\n') {
            from->line[from->length] = arrived[i];
            from->length += from->length < sizeof from->line - 1;
            continue;
        }
        from->line[from->length] = '\0';
        from->length = 0;
        is_wanted = strcmp(from->line, "quit") != 0;
        if (!ebb_command(&connection, from->line)) {
            return false;
        }
    }
    return is_wanted;
}

static bool act(input *from) {
    if (ebb_now() >= ebb_command_next()) {
        ebb_command_release();
    }
    return ebb_connection_is_ours(&connection) ? obey(from) : connect_again();
}

static void *run(void *argument) {
    sigset_t all;
    input from = {.length = 0};
    int64_t look = ebb_now() + LOOK_EACH;
    bool goes_on = true;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    prctl(PR_SET_NAME, "ebb-agent");
    take(-1);
    ebb_command_prepare();
    leave();
    while (goes_on) {
        wait_for_line(look);
        if (ebb_now() >= look) {
            look = ebb_now() + LOOK_EACH;
            goes_on = !is_alone();
        } else if (!ebb_connection_is_ours(&connection)) {
            ebb_sleep_until(look); /* until the program has opened its own */
        }
        take(-1);
        goes_on = goes_on && act(&from);
        if (!goes_on) {
            ebb_connection_close(&connection);
        }
        leave();
    }
    return argument;
}

void ebb_agent_begin(const char *how, const char *control) {
    pthread_t thread;
    is_wanted = strcmp(control, "yes") == 0;
    reported = control;
    if (!ebb_connection_open(&connection)) {
        return;
    }
    bool sent = ebb_report_send(&connection, how, control);
    if (sent && is_wanted && ebb_thread_start(&thread, NULL, run, NULL) == 0) {
        pthread_detach(thread);
    } else {
        ebb_connection_close(&connection); /* the reader sees its end, whatever the reason */
    }
}

bool ebb_agent_stop(void) {
    return take(ebb_now() + FORK_WAITS);
}

void ebb_agent_go_on(void) {
    leave();
}

void ebb_agent_forked(bool stopped) {
    atomic_store(&busy, 0);
    ebb_connection_close(&connection); /* the parent's */
    ebb_command_forked();
    bool has_quit = !is_wanted && strcmp(reported, "yes") == 0;
    ebb_agent_begin("fork", has_quit                ? "forked after quit"
                            : is_wanted && !stopped ? "forked within a command"
                                                    : reported);
}
