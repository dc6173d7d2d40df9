/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Samples the descendants of a process for a while, as a service is watched:
 *
 *     ebb-tree PID SECONDS [INTERVAL-MS]      (10)
 *
 * Prints NAME=VALUE lines: bytes, nanoseconds and what the sampling thread used.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ebb.h"

static void print(const char *name, int64_t value) {
    printf("%s=%" PRId64 "\n", name, value);
}

static int64_t highest(ebb_tree *tree) {
    int64_t peak = 0;
    for (int64_t i = 0; i < ebb_sampler_count(ebb_tree_sampler(tree)); i++) {
        int64_t rss = ebb_sampler_samples(ebb_tree_sampler(tree))[i].rss_bytes;
        peak = rss > peak ? rss : peak;
    }
    return peak;
}

static int failed(int32_t status) {
    if (status == EBB_ERROR_RESTLESS) {
        fprintf(stderr, "ebb-tree: processes came and went each time that they were looked at\n");
    } else {
        perror("ebb-tree");
    }
    return 1;
}

int main(int count, char **arguments) {
    static const char *const names[EBB_TREE_VALUES] = {
        "processes", "came", "went", "faults",   "cpu_user", "cpu_sys", "unreadable",
        "hwm",       "rss",  "pss",  "lazyfree", "thp",      "swap"};
    if (count < 3 || count > 4) {
        fprintf(stderr, "usage: ebb-tree PID SECONDS [INTERVAL-MS]\n");
        return 2;
    }
    int64_t seconds = strtoll(arguments[2], NULL, 10);
    int64_t interval = count == 4 ? strtoll(arguments[3], NULL, 10) : 10;
    ebb_tree *tree = ebb_tree_new((int32_t)strtol(arguments[1], NULL, 10),
                                  interval * EBB_MILLISECOND, INT64_C(1) << 20);
    if (tree == NULL || ebb_sampler_start(ebb_tree_sampler(tree)) != EBB_OK) {
        return failed(EBB_ERROR_SYSTEM);
    }
    int64_t start = ebb_now();
    ebb_sleep_until(start + seconds * EBB_SECOND);
    int64_t read_start = ebb_now();
    int32_t status = ebb_tree_read(tree);
    if (status != EBB_OK) {
        return failed(status);
    }
    print("read_took", ebb_now() - read_start);
    status = ebb_sampler_stop(ebb_tree_sampler(tree));
    if (status != EBB_OK) {
        return failed(status);
    }
    print("lasted", ebb_now() - start);
    print("sampler_cpu", ebb_sampler_cpu(ebb_tree_sampler(tree)));
    print("samples", ebb_sampler_count(ebb_tree_sampler(tree)));
    print("peak", highest(tree));
    for (int32_t i = 0; i < EBB_TREE_VALUES; i++) {
        print(names[i], ebb_tree_value(tree, i));
    }
    ebb_tree_close(tree);
    return 0;
}
