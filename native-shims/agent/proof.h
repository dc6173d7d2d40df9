/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_PROOF_H
#define EBB_PROOF_H

#include "allocator/facts.h"

/*
 * Adds the variables of the environment that EBB_AGENT_TELL asks for, and what
 * the allocator reports, unless that has been reported before: see agent.h.
 */
void ebb_proof_add(ebb_facts *facts);

#endif
