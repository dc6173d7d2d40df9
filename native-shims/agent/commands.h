/* SPDX-License-Identifier: Apache-2.0 */
/* What the agent's thread does when asked; agent.h has the words and the answers. */
#ifndef EBB_COMMANDS_H
#define EBB_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "connection.h"

/* Looks up the allocator's calls; scudo's must be made to do so, best while its heap is empty. */
void ebb_command_prepare(void);
/* In the child of a fork: the interval goes on, and its figures begin anew. */
void ebb_command_forked(void);
/* Carries out one line and answers; false: the reader has gone. */
bool ebb_command(const ebb_connection *connection, const char *line);
/* Time of the next release by interval; INT64_MAX: none was asked for. */
int64_t ebb_command_next(void);
/* Makes it. */
void ebb_command_release(void);

#endif
