/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The control: bursts and their idle periods without a JVM, under whatever
 * allocator is preloaded. Takes NAME=VALUE: the fields of ebb.h in lower case,
 * and bursts=N, idle=SECONDS, interval=MS (0: no sampler), why=1 (the ladder
 * after the last idle period, and the allocator's books), release_interval=MS
 * (0: no thread that releases), release_when=BITS (of ebb_release_when). Prints
 * NAME=VALUE; bytes and nanoseconds.
 *
 *     LD_PRELOAD=libjemalloc.so.2 ebb-burst events=400 idle=15
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ebb.h"
#include "ladder.h"
#include "settings.h"

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
    [EBB_CHECK] = {"check", EBB_CHECK_HTTP},
};

enum { BURSTS, IDLE_SECONDS, INTERVAL_MS, WHY, RELEASE_MS, RELEASE_WHEN, OTHERS };
static setting others[OTHERS] = {{"bursts", 1},           {"idle", 1},
                                 {"interval", 10},        {"why", 0},
                                 {"release_interval", 0}, {"release_when", 0}};

static const char *const stats[EBB_STATS] = {
    "burst_start",     "burst_end",        "burst_cpu_user", "burst_cpu_sys", "burst_faults",
    "live_peak_bytes", "live_peak_blocks", "tasks",          "steals",        "idle_start",
    "idle_end",        "idle_cpu",         "idle_checks",    "live_bytes",    "live_blocks",
    "mallocs",         "aligned",          "reallocs",       "frees",         "frees_remote",
    "bytes",
};

static int check(int32_t status, const char *what) {
    if (status != EBB_OK) {
        fprintf(stderr, "ebb-burst: %s failed with status %d\n", what, status);
    }
    return status == EBB_OK;
}

typedef struct {
    ebb_burst *burst;
    ebb_proc *proc;
    ebb_books *books;       /* NULL: why=0 */
    ebb_sampler *sampler;   /* NULL: interval=0 */
    ebb_releaser *releaser; /* NULL: nothing releases */
} trial;

/* Bytes of a line of /proc/self/status, EBB_ERROR_SYSTEM where it cannot be read. */
static int64_t status_line(ebb_proc *proc, const char *key) {
    const char *text = ebb_proc_read(proc, EBB_PROC_STATUS);
    const char *line = text == NULL ? NULL : strstr(text, key);
    return line == NULL ? EBB_ERROR_SYSTEM : strtoll(line + strlen(key), NULL, 10) * 1024;
}

static int run_burst(const trial *of) {
    if (of->books != NULL) {
        (void)ebb_books_watch(of->books, of->burst); /* does nothing where there are no books */
    }
    int well = check(ebb_proc_reset_peak(of->proc), "clear_refs") &&
               check(ebb_burst_run(of->burst), "the burst");
    if (of->books != NULL) {
        (void)ebb_books_unwatch(of->books);
        (void)print_books("peak", of->books, true);
    }
    return print_figure("rss_end", ebb_proc_rss(of->proc)) &&
           print_figure("rss_peak", status_line(of->proc, "\nVmHWM:")) && well;
}

static int idle(const trial *of) {
    int64_t cpu = of->releaser == NULL ? 0 : ebb_releaser_cpu(of->releaser);
    int well = check(ebb_burst_idle(of->burst, others[IDLE_SECONDS].value * 1000000000), "idle");
    well = print_figure("rss_idle", ebb_proc_rss(of->proc)) && well;
    if (of->releaser != NULL) {
        printf("release_cpu=%lld\n", (long long)(ebb_releaser_cpu(of->releaser) - cpu));
        printf("release_calls=%lld\n", (long long)ebb_releaser_calls(of->releaser));
        printf("release_max=%lld\n", (long long)ebb_releaser_longest(of->releaser));
        ebb_releaser_reset(of->releaser);
    }
    return well;
}

static int run(const trial *of, int last) {
    int well = run_burst(of) && idle(of);
    for (int i = 0; i < EBB_STATS; i++) {
        printf("%s=%lld\n", stats[i], (long long)ebb_burst_stat(of->burst, i));
    }
    if (of->books != NULL) {
        well = well && check(print_books("idle", of->books, false), "reading the books") &&
               (!last || check(climb(of->burst, of->proc, of->books), "the ladder"));
    }
    return well && check(ebb_burst_drop_survivors(of->burst), "freeing the survivors");
}

static int prepare_release(trial *of) {
    int64_t interval = others[RELEASE_MS].value;
    int32_t when = (int32_t)others[RELEASE_WHEN].value;
    if (interval == 0 && when == 0) {
        return 1;
    }
    of->releaser = ebb_releaser_new(interval * 1000000);
    return of->releaser != NULL &&
           (interval == 0 || check(ebb_releaser_start(of->releaser), "the releaser")) &&
           (when == 0 ||
            check(ebb_burst_release(of->burst, of->releaser, when), "the burst's releases"));
}

/* Opens everything that the settings ask for; 0: something cannot be had. */
static int prepare(trial *of) {
    of->proc = ebb_proc_open();
    of->burst = ebb_burst_new();
    if (of->proc == NULL || of->burst == NULL) {
        return 0;
    }
    if (others[WHY].value != 0 && (of->books = ebb_books_open()) == NULL) {
        return 0;
    }
    if (!prepare_release(of)) {
        return 0;
    }
    if (others[INTERVAL_MS].value > 0) {
        of->sampler = ebb_sampler_new(others[INTERVAL_MS].value * 1000000, 1 << 17);
        if (of->sampler == NULL || !check(ebb_sampler_start(of->sampler), "the sampler")) {
            return 0;
        }
    }
    return 1;
}

static int finish(trial *of) {
    int well = 1;
    if (of->sampler != NULL) {
        ebb_sampler_watch(of->sampler, NULL);
        well = check(ebb_sampler_stop(of->sampler), "the sampler's end");
        printf("samples=%lld\n", (long long)ebb_sampler_count(of->sampler));
        printf("sampler_cpu=%lld\n", (long long)ebb_sampler_cpu(of->sampler));
        ebb_sampler_close(of->sampler);
    }
    if (of->books != NULL) {
        ebb_books_close(of->books);
    }
    ebb_burst_close(of->burst);
    if (of->releaser != NULL) {
        ebb_releaser_close(of->releaser);
    }
    ebb_proc_close(of->proc);
    return well;
}

static int start(const trial *of) {
    if (!check(ebb_burst_start(of->burst), "the start")) {
        return 0;
    }
    if (of->sampler != NULL) {
        ebb_sampler_watch(of->sampler, of->burst);
    }
    /* What is anonymous the kernel cannot take back without swap. */
    return print_figure("rss_base", ebb_proc_rss(of->proc)) &&
           print_figure("rss_base_anon", status_line(of->proc, "\nRssAnon:")) &&
           (of->books == NULL ||
            (print_figure("resident_base", resident(of->proc)) &&
             check(print_books("base", of->books, false), "reading the books")));
}

int main(int count, char **arguments) {
    for (int i = 1; i < count; i++) {
        const char *equals = strchr(arguments[i], '=');
        size_t length = equals == NULL ? 0 : (size_t)(equals - arguments[i]);
        if (!take_setting(fields, EBB_FIELDS, arguments[i], length) &&
            !take_setting(others, OTHERS, arguments[i], length)) {
            fprintf(stderr, "ebb-burst: %s is not NAME=VALUE of a field; see ebb.h\n",
                    arguments[i]);
            return 2;
        }
    }
    trial of = {0};
    if (!prepare(&of)) {
        perror("ebb-burst");
        return 1;
    }
    for (int i = 0; i < EBB_FIELDS; i++) {
        if (!check(ebb_burst_set(of.burst, i, fields[i].value), fields[i].name)) {
            return 2;
        }
    }
    int well = start(&of);
    for (int64_t i = 0; well && i < others[BURSTS].value; i++) {
        well = run(&of, i + 1 == others[BURSTS].value);
    }
    return finish(&of) && well ? 0 : 1;
}
