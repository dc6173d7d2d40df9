/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_TREE_H
#define EBB_TREE_H

#include <pthread.h>

#include "base/base.h"
#include "ebb.h"
#include "members.h"
#include "timeline.h"

struct ebb_tree {
    ebb_members members; /* under the lock, as all that follows it */
    int64_t value[EBB_TREE_VALUES];
    pthread_mutex_t lock;
    ebb_timeline timeline;
    /* relaxed, both: written by the thread, read when it is joined or as a figure. */
    _Atomic int64_t cpu;
    _Atomic int failure; /* errno of the first sample that could not be taken */
    bool running;
    ebb_word stopping; /* relaxed: hands nothing over; the thread is joined */
    pthread_t thread;
};

#endif
