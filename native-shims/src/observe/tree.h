/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_TREE_H
#define EBB_TREE_H

#include "ebb.h"
#include "members.h"
#include "sampler.h"

struct ebb_tree {
    ebb_sampler sampler; /* first: a pointer to it is one to the whole */
    ebb_members members; /* under the sampler's lock, as the values */
    int64_t value[EBB_TREE_VALUES];
};

#endif
