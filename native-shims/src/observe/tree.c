/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that writes the RSS of a tree of processes into a timeline. */
#include "tree.h"

#include <errno.h>

#include "sampler.h"

ebb_tree *ebb_tree_new(int32_t root, int64_t interval, int64_t capacity) {
    ebb_tree *tree = ebb_map(sizeof *tree);
    if (tree == NULL) {
        return NULL;
    }
    pthread_mutex_init(&tree->lock, NULL);
    for (int i = 0; i < EBB_TREE_VALUES; i++) {
        tree->value[i] = -1;
    }
    tree->members.loadavg = -1;
    if (!ebb_timeline_open(&tree->timeline, interval, capacity) ||
        !ebb_members_open(&tree->members, root) || !ebb_members_look(&tree->members)) {
        ebb_tree_close(tree);
        return NULL;
    }
    return tree;
}

static bool sample_once(ebb_tree *tree) {
    int64_t processes;
    pthread_mutex_lock(&tree->lock);
    bool whole = ebb_members_follow(&tree->members);
    int error = errno;
    int64_t rss = ebb_members_rss(&tree->members, &processes);
    if (whole) {
        ebb_timeline_add(
            &tree->timeline,
            (ebb_sample){.time = ebb_now(), .rss_bytes = rss, .live_bytes = processes});
    } else {
        atomic_store(&tree->failure, error);
    }
    pthread_mutex_unlock(&tree->lock);
    return whole;
}

static void *sample_tree(void *argument) {
    ebb_tree *tree = argument;
    int64_t next = ebb_now();
    while (atomic_load(&tree->stopping) == 0 && sample_once(tree)) {
        next += atomic_load(&tree->timeline.interval);
        int64_t now = ebb_now();
        if (next < now) {
            next = now; /* late: no burst of samples to catch up */
        }
        ebb_wait(&tree->stopping, 0, next);
    }
    atomic_store(&tree->cpu, ebb_clock(CLOCK_THREAD_CPUTIME_ID));
    return NULL;
}

int32_t ebb_tree_start(ebb_tree *tree) {
    if (tree->running) {
        return EBB_ERROR_STATE;
    }
    atomic_store(&tree->stopping, 0);
    if (ebb_thread_start(&tree->thread, "ebb-tree", sample_tree, tree) != 0) {
        return EBB_ERROR_SYSTEM;
    }
    tree->running = true;
    return EBB_OK;
}

int32_t ebb_tree_stop(ebb_tree *tree) {
    if (!tree->running) {
        return EBB_ERROR_STATE;
    }
    ebb_publish(&tree->stopping, 1);
    pthread_join(tree->thread, NULL);
    tree->running = false;
    errno = atomic_load(&tree->failure);
    return errno == 0 ? EBB_OK : EBB_ERROR_SYSTEM;
}

int64_t ebb_tree_range(ebb_tree *tree, int64_t since) {
    pthread_mutex_lock(&tree->lock);
    int64_t range =
        ebb_samples_range(tree->timeline.samples, atomic_load(&tree->timeline.count), since);
    pthread_mutex_unlock(&tree->lock);
    return range;
}

int64_t ebb_tree_count(const ebb_tree *tree) {
    return atomic_load(&tree->timeline.count);
}

const ebb_sample *ebb_tree_samples(const ebb_tree *tree) {
    return tree->timeline.samples;
}

int64_t ebb_tree_cpu(const ebb_tree *tree) {
    return atomic_load(&tree->cpu);
}

int64_t ebb_tree_interval(const ebb_tree *tree) {
    return atomic_load(&tree->timeline.interval);
}

void ebb_tree_close(ebb_tree *tree) {
    if (tree->running) {
        (void)ebb_tree_stop(tree);
    }
    int before = errno;
    ebb_members_close(&tree->members);
    ebb_timeline_close(&tree->timeline);
    pthread_mutex_destroy(&tree->lock);
    errno = before;
    ebb_unmap(tree, sizeof *tree);
}
