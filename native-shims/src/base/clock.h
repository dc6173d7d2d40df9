/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_CLOCK_H
#define EBB_CLOCK_H

#include <stdint.h>
#include <time.h>

#define EBB_SECOND INT64_C(1000000000)
#define EBB_MILLISECOND INT64_C(1000000)

static inline int64_t ebb_clock(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * EBB_SECOND + now.tv_nsec;
}

static inline int64_t ebb_now(void) {
    return ebb_clock(CLOCK_MONOTONIC);
}

static inline struct timespec ebb_timespec(int64_t nanoseconds) {
    return (struct timespec){.tv_sec = nanoseconds / EBB_SECOND,
                             .tv_nsec = nanoseconds % EBB_SECOND};
}

/* Sleeps until this time of CLOCK_MONOTONIC, whatever signals arrive. */
static inline void ebb_sleep_until(int64_t time) {
    struct timespec until = ebb_timespec(time);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0) {
    }
}

#endif
