/* SPDX-License-Identifier: Apache-2.0 */
/* Assertions that are checked in every build and say what was found. */
#ifndef EBB_TEST_CHECK_H
#define EBB_TEST_CHECK_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);          \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define CHECK_EQUAL(found, expected)                                                               \
    do {                                                                                           \
        int64_t found_ = (int64_t)(found);                                                         \
        int64_t expected_ = (int64_t)(expected);                                                   \
        if (found_ != expected_) {                                                                 \
            fprintf(stderr, "%s:%d: %s is %" PRId64 " and should be %" PRId64 "\n", __FILE__,      \
                    __LINE__, #found, found_, expected_);                                          \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#endif
