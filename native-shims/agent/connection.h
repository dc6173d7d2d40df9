/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The socket to the reader of the reports. Its descriptor has a high number and
 * does not survive exec. A program may close it, and may then get its number for
 * another file: every use checks first whether it is still ours.
 */
#ifndef EBB_CONNECTION_H
#define EBB_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct {
    int descriptor; /* -1: there is none */
    ino_t inode;
} ebb_connection;

/* Where to connect: a path, or @NAME for one without a file. false: it is too long for a socket. */
bool ebb_connection_address(const char *address);
/* System calls only, so that a child may do so in fork. false: errno. */
bool ebb_connection_open(ebb_connection *connection);
bool ebb_connection_is_ours(const ebb_connection *connection);
/* Waits at most a second for a reader that does not read; false: it was not sent whole. */
bool ebb_connection_send(const ebb_connection *connection, const char *text, size_t length);
void ebb_connection_close(ebb_connection *connection);

#endif
