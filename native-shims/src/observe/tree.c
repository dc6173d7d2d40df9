/* SPDX-License-Identifier: Apache-2.0 */
/* The sampler of a tree of processes. */
#include "tree.h"

#include <errno.h>

static bool take_tree(ebb_sampler *sampler, ebb_sample *sample) {
    ebb_tree *tree = (ebb_tree *)sampler;
    if (!ebb_members_follow(&tree->members)) {
        return false;
    }
    sample->rss_bytes = ebb_members_rss(&tree->members, &sample->live_bytes);
    return sample->rss_bytes >= 0;
}

ebb_tree *ebb_tree_new(int32_t root, int64_t interval, int64_t capacity) {
    ebb_tree *tree = ebb_map(sizeof *tree);
    if (tree == NULL) {
        return NULL;
    }
    for (int i = 0; i < EBB_TREE_VALUES; i++) {
        tree->value[i] = -1;
    }
    tree->members.loadavg = -1;
    if (!ebb_sampler_open(&tree->sampler, take_tree, interval, capacity) ||
        !ebb_members_open(&tree->members, root) || !ebb_members_look(&tree->members)) {
        ebb_tree_close(tree);
        return NULL;
    }
    return tree;
}

ebb_sampler *ebb_tree_sampler(ebb_tree *tree) {
    return &tree->sampler;
}

void ebb_tree_close(ebb_tree *tree) {
    ebb_sampler_end(&tree->sampler);
    int before = errno;
    ebb_members_close(&tree->members);
    errno = before;
    ebb_unmap(tree, sizeof *tree);
}
