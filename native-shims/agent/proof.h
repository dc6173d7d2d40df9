/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_PROOF_H
#define EBB_PROOF_H

#include "allocator/facts.h"

/*
 * Adds those variables of the environment that EBB_AGENT_TELL asks for, and
 * what the allocator says of itself, or where that has been said: agent.h.
 */
void ebb_proof_add(ebb_facts *facts);

#endif
