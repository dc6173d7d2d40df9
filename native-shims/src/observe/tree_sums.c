/* SPDX-License-Identifier: Apache-2.0 */
/* What a tree of processes holds and has used, read between phases. */
#include <errno.h>

#include "tree.h"

#define TRIES 100

static void add_usage(int64_t value[EBB_TREE_VALUES], const ebb_usage *usage) {
    value[EBB_TREE_FAULTS] += usage->faults;
    value[EBB_TREE_CPU_USER] += usage->user;
    value[EBB_TREE_CPU_SYS] += usage->system;
}

/*
 * The kernel counts a process that has ended on its own until it is waited for,
 * and from then on as part of its parent, with all that it had taken over from
 * others. So the sum of all present processes and of what the root took over has
 * each once. Only a look that falls between could see one twice or not at all;
 * hence it is repeated if a process came or went.
 */
static bool sum_usage(ebb_tree *tree, int64_t value[EBB_TREE_VALUES]) {
    ebb_process_stat stat;
    value[EBB_TREE_FAULTS] = value[EBB_TREE_CPU_USER] = value[EBB_TREE_CPU_SYS] = 0;
    if (!ebb_process_read_stat(tree->members.root, &stat)) {
        return false;
    }
    add_usage(value, &stat.reaped);
    for (int32_t i = 0; i < tree->members.count; i++) {
        if (ebb_process_read_stat(tree->members.list[i].pid, &stat)) {
            add_usage(value, &stat.own);
            add_usage(value, &stat.reaped);
        } else if (errno != ESRCH && !ebb_process_is_anothers(errno)) {
            return false;
        }
    }
    return true;
}

static bool sum_memory(ebb_tree *tree, int64_t value[EBB_TREE_VALUES]) {
    for (int i = EBB_TREE_UNREADABLE; i <= EBB_TREE_SWAP; i++) {
        value[i] = 0;
    }
    for (int32_t i = 0; i < tree->members.count; i++) {
        ebb_process_rollup rollup;
        int64_t peak;
        int32_t pid = tree->members.list[i].pid;
        if (ebb_process_read_rollup(pid, &rollup) && ebb_process_read_peak(pid, &peak)) {
            value[EBB_TREE_PEAK] += peak;
            value[EBB_TREE_RSS] += rollup.rss;
            value[EBB_TREE_PSS] += rollup.pss;
            value[EBB_TREE_LAZYFREE] += rollup.lazyfree;
            value[EBB_TREE_THP] += rollup.huge;
            value[EBB_TREE_SWAP] += rollup.swap;
        } else if (ebb_process_is_anothers(errno)) {
            value[EBB_TREE_UNREADABLE]++;
        } else if (errno != ESRCH) {
            return false;
        }
    }
    return true;
}

/* The present processes; counted: how many have come and gone so far. */
static bool look(ebb_tree *tree, int64_t *counted) {
    int64_t processes;
    if (!ebb_members_look(&tree->members) || ebb_members_rss(&tree->members, &processes) < 0) {
        return false;
    }
    tree->value[EBB_TREE_PROCESSES] = processes;
    tree->value[EBB_TREE_CAME] = tree->members.came;
    tree->value[EBB_TREE_WENT] = tree->members.went;
    *counted = tree->members.came + tree->members.went;
    return true;
}

static int32_t read_tree(ebb_tree *tree) {
    int64_t before = -1;
    int64_t after;
    if (!look(tree, &after)) {
        return EBB_ERROR_SYSTEM;
    }
    for (int i = 0; i < TRIES && after != before; i++) {
        before = after;
        if (!sum_usage(tree, tree->value) || !look(tree, &after)) {
            return EBB_ERROR_SYSTEM;
        }
    }
    if (after != before) {
        return EBB_ERROR_RESTLESS;
    }
    return sum_memory(tree, tree->value) ? EBB_OK : EBB_ERROR_SYSTEM;
}

int32_t ebb_tree_read(ebb_tree *tree) {
    pthread_mutex_lock(&tree->sampler.lock);
    int32_t status = read_tree(tree);
    pthread_mutex_unlock(&tree->sampler.lock);
    return status;
}

int64_t ebb_tree_value(ebb_tree *tree, int32_t what) {
    if (what < 0 || what >= EBB_TREE_VALUES) {
        return -1;
    }
    pthread_mutex_lock(&tree->sampler.lock);
    int64_t value = tree->value[what];
    pthread_mutex_unlock(&tree->sampler.lock);
    return value;
}

int32_t ebb_tree_reset_peak(ebb_tree *tree) {
    int error = 0;
    pthread_mutex_lock(&tree->sampler.lock);
    for (int32_t i = 0; i < tree->members.count; i++) {
        if (!ebb_process_reset_peak(tree->members.list[i].pid) && errno != ESRCH) {
            error = errno;
        }
    }
    pthread_mutex_unlock(&tree->sampler.lock);
    errno = error;
    return error == 0 ? EBB_OK : EBB_ERROR_SYSTEM;
}

static int64_t seen(const ebb_tree *tree) {
    int64_t came = tree->members.came;
    return came < EBB_MEMBERS_SEEN ? came : EBB_MEMBERS_SEEN;
}

int64_t ebb_tree_seen(ebb_tree *tree) {
    pthread_mutex_lock(&tree->sampler.lock);
    int64_t count = seen(tree);
    pthread_mutex_unlock(&tree->sampler.lock);
    return count;
}

/* What has been seen stays as it is, so that its name can be read without the lock. */
static const ebb_seen *seen_at(ebb_tree *tree, int64_t index) {
    return index >= 0 && index < ebb_tree_seen(tree) ? &tree->members.seen[index] : NULL;
}

int32_t ebb_tree_seen_pid(ebb_tree *tree, int64_t index) {
    const ebb_seen *one = seen_at(tree, index);
    return one == NULL ? EBB_ERROR_RANGE : one->pid;
}

const char *ebb_tree_seen_name(ebb_tree *tree, int64_t index) {
    const ebb_seen *one = seen_at(tree, index);
    return one == NULL ? NULL : one->name;
}
