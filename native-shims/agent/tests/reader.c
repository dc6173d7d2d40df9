/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "reader.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE 10000 /* ms */
#define TEXT_BYTES (4 << 20)

static char folder[32];
static struct sockaddr_un address = {.sun_family = AF_UNIX};
static int listener;
static const char *preloaded;
static const char *prefix;

void reader_open(const char *preload, const char *agent_prefix) {
    strcpy(folder, "/tmp/ebb-agent-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", folder);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK_EQUAL(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    CHECK_EQUAL(listen(listener, 1024), 0);
    preloaded = preload;
    prefix = agent_prefix;
}

void reader_close(void) {
    close(listener);
    unlink(address.sun_path);
    rmdir(folder);
}

int reader_listener(void) {
    return listener;
}

const char *reader_address(void) {
    return address.sun_path;
}

victim victim_start(bool control, char *const command[]) {
    int in[2];
    int out[2];
    CHECK_EQUAL(pipe2(in, O_CLOEXEC), 0);
    CHECK_EQUAL(pipe2(out, O_CLOEXEC), 0);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        setpgid(0, 0);
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        setenv("LD_PRELOAD", preloaded, 1);
        setenv("EBB_AGENT", address.sun_path, 1);
        if (control) {
            setenv("EBB_AGENT_CONTROL", "1", 1);
        }
        if (prefix != NULL) {
            setenv("EBB_AGENT_PREFIX", prefix, 1);
        }
        close_range(3, ~0U, CLOSE_RANGE_CLOEXEC); /* this program may have been left some */
        execv(command[0], command);
        _exit(1);
    }
    setpgid(pid, pid); /* whoever comes first; the other fails */
    close(in[0]);
    close(out[1]);
    return (victim){.pid = pid, .in = in[1], .out = out[0]};
}

static void await(int descriptor) {
    struct pollfd from = {.fd = descriptor, .events = POLLIN};
    CHECK_EQUAL(poll(&from, 1, PATIENCE), 1);
}

void victim_read(const victim *one, char *line, int room) {
    int length = 0;
    do {
        CHECK(length < room - 1);
        await(one->out);
        CHECK_EQUAL(read(one->out, line + length, 1), 1);
    } while (line[length++] != '\n');
    line[length - 1] = '\0';
}

void victim_says(const victim *one, const char *line) {
    char said[256];
    victim_read(one, said, sizeof said);
    if (strcmp(said, line) != 0) {
        fprintf(stderr, "it said '%s' in place of '%s'\n", said, line);
        exit(1);
    }
}

void victim_end(victim *one) {
    int status;
    close(one->in);
    CHECK_EQUAL(waitpid(one->pid, &status, 0), one->pid);
    CHECK_EQUAL(status, 0);
    close(one->out);
}

/* Up to and with the line that begins with "end=". */
static void read_answer(report *one) {
    size_t length = 0;
    const char *line = one->text;
    for (;;) {
        await(one->connection);
        ssize_t got = recv(one->connection, one->text + length, TEXT_BYTES - 1 - length, 0);
        if (got <= 0) {
            fprintf(stderr, "the connection ended behind\n%s", one->text);
            exit(1);
        }
        length += (size_t)got;
        one->text[length] = '\0';
        for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
            if (strncmp(line, "end=", 4) == 0) {
                return;
            }
        }
    }
}

report report_next(void) {
    report one = {.text = malloc(TEXT_BYTES)};
    await(listener);
    one.connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    CHECK(one.connection >= 0);
    read_answer(&one);
    report_has(&one, "end=report");
    CHECK_EQUAL(strncmp(one.text, "ebb-agent=1\n", strlen("ebb-agent=1\n")), 0);
    return one;
}

void report_none(int milliseconds) {
    struct pollfd from = {.fd = listener, .events = POLLIN};
    CHECK_EQUAL(poll(&from, 1, milliseconds), 0);
}

static const char *find_line(const report *one, const char *beginning) {
    for (const char *line = one->text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, beginning, strlen(beginning)) == 0) {
            return line;
        }
    }
    return NULL;
}

static bool has_line(const report *one, const char *line) {
    char whole[4200];
    snprintf(whole, sizeof whole, "%s\n", line);
    return find_line(one, whole) != NULL;
}

void report_has(const report *one, const char *line) {
    if (!has_line(one, line)) {
        fprintf(stderr, "no line '%s' in\n%s", line, one->text);
        exit(1);
    }
}

void report_has_not(const report *one, const char *line) {
    if (has_line(one, line)) {
        fprintf(stderr, "a line '%s' in\n%s", line, one->text);
        exit(1);
    }
}

const char *report_value(const report *one, const char *key) {
    static char value[4200];
    char beginning[64];
    snprintf(beginning, sizeof beginning, "%s=", key);
    const char *line = find_line(one, beginning);
    line = line == NULL ? "" : line + strlen(beginning);
    snprintf(value, sizeof value, "%.*s", (int)strcspn(line, "\n"), line);
    return value;
}

long report_number(const report *one, const char *key) {
    const char *value = report_value(one, key);
    return value[0] == '\0' ? -1 : strtol(value, NULL, 10);
}

void report_command(report *one, const char *command) {
    char line[256];
    int length = snprintf(line, sizeof line, "%s\n", command);
    CHECK_EQUAL(send(one->connection, line, (size_t)length, MSG_NOSIGNAL), length);
    read_answer(one);
}

bool report_is_closed(const report *one) {
    char byte;
    await(one->connection);
    return recv(one->connection, &byte, 1, 0) <= 0;
}

void report_close(report *one) {
    close(one->connection);
    free(one->text);
}
