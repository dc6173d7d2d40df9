/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shows what processes with the agent say (agent/agent.h):
 *
 *     ebb-listen SOCKET [COMMAND]... &
 *     LD_PRELOAD=libebbagent.so EBB_AGENT=SOCKET EBB_AGENT_CONTROL=1 ./shop
 *
 * Prints each report; with EBB_AGENT_CONTROL=1 each process is then given the
 * commands, all at once, and what it answers is printed too. Ends with its input.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CONNECTIONS 4096
#define FIRST 2 /* before the connections: the input, and the socket that listens */

static struct pollfd from[FIRST + CONNECTIONS];
static nfds_t count = FIRST;

static int listen_at(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (strlen(path) >= sizeof address.sun_path) {
        return -1;
    }
    strcpy(address.sun_path, path);
    unlink(path);
    return bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
                   listen(listener, CONNECTIONS) == 0
               ? listener
               : -1;
}

/* The commands go out with the greeting: the agent reads them when it has reported. */
static void greet(int listener, char **commands) {
    int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection < 0 || count == FIRST + CONNECTIONS) {
        close(connection);
        return;
    }
    for (; *commands != NULL; commands++) {
        char line[128];
        int length = snprintf(line, sizeof line, "%.120s\n", *commands);
        send(connection, line, (size_t)length, MSG_NOSIGNAL); /* without control nobody reads it */
    }
    from[count++] = (struct pollfd){.fd = connection, .events = POLLIN};
}

static void print_from(nfds_t index) {
    char text[65536];
    ssize_t length = recv(from[index].fd, text, sizeof text, 0);
    if (length > 0) {
        fwrite(text, 1, (size_t)length, stdout);
        fflush(stdout);
        return;
    }
    close(from[index].fd);
    from[index] = from[--count];
}

int main(int arguments, char **argument) {
    if (arguments < 2) {
        fprintf(stderr, "usage: ebb-listen SOCKET [COMMAND]...\n");
        return 2;
    }
    from[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    from[1] = (struct pollfd){.fd = listen_at(argument[1]), .events = POLLIN};
    if (from[1].fd < 0) {
        perror(argument[1]);
        return 1;
    }
    for (;;) {
        char ignored[64];
        poll(from, count, -1);
        if (from[0].revents != 0 && read(STDIN_FILENO, ignored, sizeof ignored) <= 0) {
            unlink(argument[1]);
            return 0;
        }
        for (nfds_t i = count; i-- > FIRST;) {
            if (from[i].revents != 0) {
                print_from(i);
            }
        }
        if (from[1].revents != 0) {
            greet(from[1].fd, argument + 2);
        }
    }
}
