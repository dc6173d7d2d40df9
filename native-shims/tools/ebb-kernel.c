/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The control of the kernels: one of them without a JVM, under whatever
 * allocator is preloaded. Takes NAME=VALUE:
 *
 *   kernel     interleaved, cross, churn, growth
 *   sizes      tiny, small, mixed, article, or bytes: SIZE, or LEAST-MOST, uniform
 *   threads freers blocks ring handover lifetime first final floor seed    as in ebb.h
 *   batch      operations of a call
 *   warmup, seconds
 *   latency    1: times every call of the allocator
 *
 * Prints NAME=VALUE.
 *
 *     LD_PRELOAD=libjemalloc.so.2 ebb-kernel kernel=interleaved blocks=100000 threads=2
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "distributions.h"
#include "settings.h"

#define THREADS_MOST 2048

static setting fields[EBB_KERNEL_FIELDS] = {
    [EBB_KERNEL_THREADS] = {"threads", 1},
    [EBB_KERNEL_FREERS] = {"freers", 1},
    [EBB_KERNEL_BLOCKS] = {"blocks", 1000},
    [EBB_KERNEL_RING] = {"ring", 409600},
    [EBB_KERNEL_LIFETIME] = {"lifetime", 10000},
    [EBB_KERNEL_FIRST] = {"first", 96},
    [EBB_KERNEL_FINAL] = {"final", 65536},
    [EBB_KERNEL_FLOOR] = {"floor", 0},
    [EBB_KERNEL_SEED] = {"seed", 1},
    [EBB_KERNEL_HANDOVER] = {"handover", 1},
};

enum { BATCH, WARMUP, SECONDS, LATENCY, OTHERS };
static setting others[OTHERS] = {{"batch", 10000}, {"warmup", 1}, {"seconds", 3}, {"latency", 0}};

static const char *const kinds[EBB_KERNEL_KINDS] = {"interleaved", "cross", "churn", "growth"};
static const char *const counts[EBB_KERNEL_COUNTS] = {
    "operations", "mallocs",    "reallocs",    "frees",  "bytes",   "live_blocks",
    "live_bytes", "waits_full", "waits_empty", "missed", "threads",
};
static const char *const latencies[] = {"malloc", "realloc", "free"};
static int64_t histograms[sizeof latencies / sizeof *latencies][EBB_LATENCY_LENGTH];

static int kind = EBB_INTERLEAVED;
static const char *sizes_name = "small";
static ebb_kernel *kernel;
static _Atomic int joined;
static _Atomic bool over;

static bool take_kind(const char *name) {
    for (int i = 0; i < EBB_KERNEL_KINDS; i++) {
        if (strcmp(name, kinds[i]) == 0) {
            kind = i;
            return true;
        }
    }
    return false;
}

static bool take_argument(const char *argument) {
    const char *equals = strchr(argument, '=');
    if (equals == NULL) {
        return false;
    }
    if (strncmp(argument, "kernel=", 7) == 0) {
        return take_kind(equals + 1);
    }
    if (strncmp(argument, "sizes=", 6) == 0) {
        sizes_name = equals + 1;
        return true;
    }
    size_t length = (size_t)(equals - argument);
    return take_setting(fields, EBB_KERNEL_FIELDS, argument, length) ||
           take_setting(others, OTHERS, argument, length);
}

static bool check(int64_t status, const char *what) {
    if (status < 0) {
        fprintf(stderr, "ebb-kernel: %s failed with status %lld\n", what, (long long)status);
    }
    return status >= 0;
}

static void *drive(void *role) {
    ebb_caller *caller = ebb_kernel_join(kernel, (int32_t)(intptr_t)role);
    if (caller == NULL) {
        perror("ebb-kernel: a thread cannot join");
        exit(1);
    }
    atomic_fetch_add(&joined, 1);
    while (!atomic_load(&over)) {
        if (!check(ebb_kernel_run(caller, others[BATCH].value), "a batch")) {
            exit(1);
        }
    }
    ebb_kernel_leave(caller);
    return NULL;
}

static int64_t sum(const int64_t *histogram) {
    int64_t all = 0;
    for (int i = 0; i < EBB_LATENCY_LENGTH; i++) {
        all += histogram[i];
    }
    return all;
}

/* The nanoseconds that this share of the counts does not exceed. */
static long long quantile(const int64_t *histogram, double share) {
    int64_t all = sum(histogram);
    int64_t seen = 0;
    for (int i = 0; i < EBB_LATENCY_LENGTH; i++) {
        seen += histogram[i];
        if (seen > 0 && (double)seen >= share * (double)all) {
            return i < 2048 ? i : (long long)(1024 + i % 1024) << (i / 1024 - 1);
        }
    }
    return 0;
}

/* Adds what has been counted so far, or with -1 leaves it out of what is added later. */
static void add_counts(ebb_latency *latency, int64_t factor) {
    for (int of = EBB_LATENCY_MALLOC; of <= EBB_LATENCY_FREE; of++) {
        const int64_t *counted = ebb_latency_counts(latency, of);
        for (int i = 0; i < EBB_LATENCY_LENGTH; i++) {
            histograms[of][i] += factor * counted[i];
        }
    }
}

static void print_latency(const ebb_latency *latency) {
    printf("latency_overhead_ns=%.1f\n", (double)ebb_latency_overhead(latency) / 1000);
    for (int of = EBB_LATENCY_MALLOC; of <= EBB_LATENCY_FREE; of++) {
        const int64_t *histogram = histograms[of];
        printf("%s_timed=%lld\n", latencies[of], (long long)sum(histogram));
        printf("%s_p50=%lld\n%s_p99=%lld\n%s_p99.9=%lld\n%s_max=%lld\n", latencies[of],
               quantile(histogram, 0.5), latencies[of], quantile(histogram, 0.99), latencies[of],
               quantile(histogram, 0.999), latencies[of], quantile(histogram, 1));
    }
}

/* Warms up, then prints what is counted within the given seconds. */
static void measure(ebb_latency *latency, int threads) {
    int64_t before[EBB_KERNEL_COUNTS];
    while (atomic_load(&joined) < threads) {
        ebb_sleep_until(ebb_now() + EBB_MILLISECOND);
    }
    ebb_sleep_until(ebb_now() + others[WARMUP].value * EBB_SECOND);
    if (latency != NULL) {
        add_counts(latency, -1);
    }
    int64_t start = ebb_now();
    for (int i = 0; i < EBB_KERNEL_COUNTS; i++) {
        before[i] = ebb_kernel_count(kernel, i);
    }
    ebb_sleep_until(start + others[SECONDS].value * EBB_SECOND);
    int64_t operations =
        ebb_kernel_count(kernel, EBB_COUNT_OPERATIONS) - before[EBB_COUNT_OPERATIONS];
    double seconds = (double)(ebb_now() - start) / (double)EBB_SECOND;
    if (latency != NULL) {
        add_counts(latency, 1);
    }
    for (int i = 1; i < EBB_KERNEL_COUNTS; i++) {
        bool live = i == EBB_COUNT_LIVE_BLOCKS || i == EBB_COUNT_LIVE_BYTES;
        printf("%s=%lld\n", counts[i],
               (long long)(ebb_kernel_count(kernel, i) - (live ? 0 : before[i])));
    }
    printf("operations=%lld\nseconds=%.6f\nrate=%.0f\n", (long long)operations, seconds,
           (double)operations / seconds);
    if (latency != NULL) {
        print_latency(latency);
    }
}

static void drive_all(ebb_latency *latency) {
    pthread_t threads[THREADS_MOST];
    int64_t count[] = {fields[EBB_KERNEL_THREADS].value,
                       kind == EBB_CROSS_THREAD_FREE ? fields[EBB_KERNEL_FREERS].value : 0};
    int started = 0;
    for (intptr_t role = EBB_ALLOCATES; role <= EBB_FREES_ONLY; role++) {
        for (int64_t i = 0; i < count[role]; i++) {
            if (pthread_create(&threads[started], NULL, drive, (void *)role) != 0) {
                perror("ebb-kernel");
                exit(1); /* those that run are in the kernel, so it cannot be closed */
            }
            started++;
        }
    }
    measure(latency, started);
    atomic_store(&over, true);
    while (started > 0) {
        pthread_join(threads[--started], NULL);
    }
}

int main(int count, char **arguments) {
    for (int i = 1; i < count; i++) {
        if (!take_argument(arguments[i])) {
            fprintf(stderr, "ebb-kernel: %s is not NAME=VALUE of a field; see ebb.h\n",
                    arguments[i]);
            return 2;
        }
    }
    ebb_sizes *sizes = distribution_of(sizes_name);
    if (sizes == NULL) {
        fprintf(stderr, "ebb-kernel: sizes=%s is none of tiny, small, mixed, article, nor bytes\n",
                sizes_name);
        return 2;
    }
    kernel = ebb_kernel_new(kind);
    ebb_latency *latency = others[LATENCY].value != 0 ? ebb_latency_new() : NULL;
    if (kernel == NULL || (others[LATENCY].value != 0 && latency == NULL)) {
        perror("ebb-kernel");
        return 1;
    }
    for (int i = 0; i < EBB_KERNEL_FIELDS; i++) {
        if (!check(ebb_kernel_set(kernel, i, fields[i].value), fields[i].name)) {
            return 2;
        }
    }
    if (!check(ebb_kernel_start(kernel, sizes, latency), "the start")) {
        return 1;
    }
    ebb_sizes_close(sizes);
    drive_all(latency);
    bool well = check(ebb_kernel_close(kernel), "the end");
    if (latency != NULL) {
        ebb_latency_close(latency);
    }
    return well ? 0 : 1;
}
