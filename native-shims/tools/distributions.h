/* SPDX-License-Identifier: Apache-2.0 */
/* The named size distributions, as sizes with weights; the benchmarks have the same ones. */
#ifndef EBB_DISTRIBUTIONS_H
#define EBB_DISTRIBUTIONS_H

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "ebb.h"

/* 8 to 64, all equally often. */
static inline void add_tiny(ebb_sizes *sizes) {
    for (int64_t size = 8; size <= 64; size++) {
        ebb_sizes_add(sizes, size, 1);
    }
}

/* 16 to 1024, log-uniform: as many between 16 and 32 as between 512 and 1024. */
static inline void add_small(ebb_sizes *sizes) {
    for (int64_t size = 16; size <= 1024; size++) {
        ebb_sizes_add(sizes, size, 1 / (double)size);
    }
}

/*
 * 16 to 32 KiB, log-normal: the median is 724 (the middle of the range's logarithms), and both ends
 * are three standard deviations away. In steps of 16, so that the table stays cached.
 */
static inline void add_mixed(ebb_sizes *sizes) {
    const double middle = (log(16) + log(32768)) / 2;
    const double deviation = (log(32768) - log(16)) / 6;
    for (int64_t size = 16; size <= 32768; size += 16) {
        double distance = (log((double)size) - middle) / deviation;
        ebb_sizes_add(sizes, size, exp(-distance * distance / 2) / (double)size);
    }
}

/*
 * The service's: of 21 blocks 13 are buffers, uniform from 64 to 3202 in steps of 2, and one each
 * of the other blocks of a token. The mean is that of its heap profile, 1,101.6 bytes.
 */
static inline void add_article(ebb_sizes *sizes) {
    static const int64_t others[] = {1536, 96, 70, 62, 56, 45, 24, 16};
    for (int64_t size = 64; size <= 3202; size += 2) {
        ebb_sizes_add(sizes, size, 13.0 / 1570);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        ebb_sizes_add(sizes, others[i], 1);
    }
}

/* SIZE, or LEAST-MOST, uniform. */
static inline bool add_bytes(ebb_sizes *sizes, const char *bytes) {
    char *end;
    int64_t least = strtoll(bytes, &end, 10);
    int64_t most = *end == '-' ? strtoll(end + 1, &end, 10) : least;
    bool well = *end == '\0' && least <= most;
    for (int64_t size = least; well && size <= most; size++) {
        well = ebb_sizes_add(sizes, size, 1) == EBB_OK;
    }
    return well;
}

/* NULL: there is none of this name. */
static inline ebb_sizes *distribution_of(const char *name) {
    static const struct {
        const char *name;
        void (*add)(ebb_sizes *);
    } known[] = {
        {"tiny", add_tiny}, {"small", add_small}, {"mixed", add_mixed}, {"article", add_article}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(name, known[i].name) == 0) {
            ebb_sizes *sizes = ebb_sizes_new();
            if (sizes != NULL) {
                known[i].add(sizes);
            }
            return sizes;
        }
    }
    ebb_sizes *sizes = ebb_sizes_new();
    if (sizes != NULL && !add_bytes(sizes, name)) {
        ebb_sizes_close(sizes);
        return NULL;
    }
    return sizes;
}

#endif
