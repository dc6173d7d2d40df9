/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_TOKEN_H
#define EBB_TOKEN_H

#include "cells.h"

ebb_task *ebb_token_new(ebb_event *event, ebb_worker *worker, uint32_t number);
/* By the event: takes the token's response and drops the event's reference. */
void *ebb_token_join(ebb_token *token, ebb_account *account);
/* By the reaper: frees the token and everything it holds. */
void ebb_token_reap(ebb_token *token, ebb_account *account);
bool ebb_token_is(const ebb_task *task);

#endif
