/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The control: one burst and its idle period without a JVM, under whatever
 * allocator is preloaded. Fields as NAME=VALUE (lower case, as in ebb.h), and
 * bursts=N, idle=SECONDS, interval=MS (0: no sampler). Prints NAME=VALUE lines.
 *
 *     LD_PRELOAD=libjemalloc.so.2 ebb-burst events=400 idle=15
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ebb.h"

typedef struct {
    const char *name;
    int64_t value;
} setting;

static setting fields[EBB_FIELDS] = {
    [EBB_EVENTS] = {"events", 350},
    [EBB_TOKENS] = {"tokens", 1000},
    [EBB_TOKENS_FIXED] = {"tokens_fixed", 0},
    [EBB_PERMITS] = {"permits", 50},
    [EBB_WORKERS] = {"workers", 4},
    [EBB_PAYLOAD] = {"payload", 4096},
    [EBB_BUFFERS_REQUEST] = {"buffers_request", 6},
    [EBB_BUFFERS_RESPONSE] = {"buffers_response", 4},
    [EBB_BUFFER_MIN] = {"buffer_min", 64},
    [EBB_BUFFER_MAX] = {"buffer_max", 1963},
    [EBB_HOLD_MIN_US] = {"hold_min_us", 200000},
    [EBB_HOLD_MAX_US] = {"hold_max_us", 400000},
    [EBB_TOPOLOGY] = {"topology", EBB_STEALING},
    [EBB_SURVIVORS_PPM] = {"survivors_ppm", 0},
    [EBB_CHURN_PER_HOUR] = {"churn_per_hour", 7200},
    [EBB_SEED] = {"seed", 1},
};

enum { BURSTS, IDLE_SECONDS, INTERVAL_MS, OTHERS };
static setting others[OTHERS] = {{"bursts", 1}, {"idle", 1}, {"interval", 10}};

static const char *const stats[EBB_STATS] = {
    "burst_start",     "burst_end",        "burst_cpu_user", "burst_cpu_sys", "burst_faults",
    "live_peak_bytes", "live_peak_blocks", "tasks",          "steals",        "idle_start",
    "idle_end",        "idle_cpu",         "idle_checks",    "live_bytes",    "live_blocks",
    "mallocs",         "aligned",          "reallocs",       "frees",         "frees_remote",
    "bytes",
};

static int take(setting *settings, int count, const char *argument, size_t name_length) {
    for (int i = 0; i < count; i++) {
        if (strlen(settings[i].name) == name_length &&
            strncmp(settings[i].name, argument, name_length) == 0) {
            settings[i].value = strtoll(argument + name_length + 1, NULL, 10);
            return 1;
        }
    }
    return 0;
}

static int check(int32_t status, const char *what) {
    if (status != EBB_OK) {
        fprintf(stderr, "ebb-burst: %s failed with status %d\n", what, status);
    }
    return status == EBB_OK;
}

static int run(ebb_burst *burst, ebb_proc *proc, int64_t idle) {
    int well =
        check(ebb_proc_reset_peak(proc), "clear_refs") && check(ebb_burst_run(burst), "the burst");
    printf("rss_end=%lld\n", (long long)ebb_proc_rss(proc));
    const char *status = ebb_proc_read(proc, EBB_PROC_STATUS);
    const char *peak = status == NULL ? NULL : strstr(status, "VmHWM:");
    if (peak != NULL) {
        printf("rss_peak=%lld\n", strtoll(peak + strlen("VmHWM:"), NULL, 10) * 1024);
    }
    well = well && check(ebb_burst_idle(burst, idle * 1000000000), "idle");
    printf("rss_idle=%lld\n", (long long)ebb_proc_rss(proc));
    for (int i = 0; i < EBB_STATS; i++) {
        printf("%s=%lld\n", stats[i], (long long)ebb_burst_stat(burst, i));
    }
    return well && check(ebb_burst_drop_survivors(burst), "freeing the survivors");
}

int main(int count, char **arguments) {
    for (int i = 1; i < count; i++) {
        const char *equals = strchr(arguments[i], '=');
        size_t length = equals == NULL ? 0 : (size_t)(equals - arguments[i]);
        if (!take(fields, EBB_FIELDS, arguments[i], length) &&
            !take(others, OTHERS, arguments[i], length)) {
            fprintf(stderr, "ebb-burst: %s is not NAME=VALUE of a field; see ebb.h\n",
                    arguments[i]);
            return 2;
        }
    }
    ebb_proc *proc = ebb_proc_open();
    ebb_burst *burst = ebb_burst_new();
    ebb_sampler *sampler = NULL;
    if (proc == NULL || burst == NULL) {
        perror("ebb-burst");
        return 1;
    }
    for (int i = 0; i < EBB_FIELDS; i++) {
        if (!check(ebb_burst_set(burst, i, fields[i].value), fields[i].name)) {
            return 2;
        }
    }
    if (others[INTERVAL_MS].value > 0) {
        sampler = ebb_sampler_new(others[INTERVAL_MS].value * 1000000, 1 << 17);
        if (sampler == NULL || !check(ebb_sampler_start(sampler), "the sampler")) {
            return 1;
        }
        ebb_sampler_watch(sampler, burst);
    }
    int well = check(ebb_burst_start(burst), "the start");
    printf("rss_base=%lld\n", (long long)ebb_proc_rss(proc));
    for (int64_t i = 0; well && i < others[BURSTS].value; i++) {
        well = run(burst, proc, others[IDLE_SECONDS].value);
    }
    if (sampler != NULL) {
        ebb_sampler_watch(sampler, NULL);
        well = check(ebb_sampler_stop(sampler), "the sampler's end") && well;
        printf("samples=%lld\n", (long long)ebb_sampler_count(sampler));
        printf("sampler_cpu=%lld\n", (long long)ebb_sampler_cpu(sampler));
        ebb_sampler_close(sampler);
    }
    ebb_burst_close(burst);
    ebb_proc_close(proc);
    return well ? 0 : 1;
}
