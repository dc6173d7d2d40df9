/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "connection.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define HIGH                                                                                       \
    1008        /* below 1,024: a greater number makes the kernel's table, and each fork, dearer */
#define ROOM 16 /* below the limit, where that is lower */

static struct sockaddr_un peer = {.sun_family = AF_UNIX};
static socklen_t peer_length;

bool ebb_connection_address(const char *address) {
    size_t length = strlen(address);
    if (length == 0 || length >= sizeof peer.sun_path) {
        return false;
    }
    memcpy(peer.sun_path, address, length);
    if (address[0] == '@') {
        peer.sun_path[0] = '\0';
    }
    peer_length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    return true;
}

/* Where descriptors do not suffice for a high number the low one stays. */
static int lift(int low) {
    struct rlimit limit;
    int least = HIGH;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < HIGH + ROOM) {
        least = limit.rlim_cur > ROOM ? (int)limit.rlim_cur - ROOM : 0;
    }
    int high = fcntl(low, F_DUPFD_CLOEXEC, least);
    if (high < 0) {
        return low;
    }
    close(low);
    return high;
}

bool ebb_connection_open(ebb_connection *connection) {
    struct timeval patience = {.tv_sec =
                                   1}; /* for connect as well, while the reader's queue is full */
    struct stat about;
    connection->descriptor = -1;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return false;
    }
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(descriptor, (struct sockaddr *)&peer, peer_length) != 0) {
        int before = errno;
        close(descriptor);
        errno = before;
        return false;
    }
    descriptor = lift(descriptor);
    fstat(descriptor, &about);
    *connection = (ebb_connection){.descriptor = descriptor, .inode = about.st_ino};
    return true;
}

bool ebb_connection_is_ours(const ebb_connection *connection) {
    struct stat about;
    return connection->descriptor >= 0 && fstat(connection->descriptor, &about) == 0 &&
           S_ISSOCK(about.st_mode) && about.st_ino == connection->inode;
}

bool ebb_connection_send(const ebb_connection *connection, const char *text, size_t length) {
    while (length > 0) {
        if (!ebb_connection_is_ours(connection)) {
            return false;
        }
        ssize_t sent = send(connection->descriptor, text, length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            return false;
        }
        text += sent < 0 ? 0 : sent;
        length -= sent < 0 ? 0 : (size_t)sent;
    }
    return true;
}

void ebb_connection_close(ebb_connection *connection) {
    if (ebb_connection_is_ours(connection)) {
        close(connection->descriptor);
    }
    connection->descriptor = -1;
}
