/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole ABI of Ebb's native shim; nothing else is exported.
 *
 * The shim's own memory is mapped, never taken from malloc: it observes the
 * allocator under test and must not use it. For the same reason every argument
 * and result is a primitive or an address, so that a caller from the JVM
 * allocates nothing either.
 *
 * Functions that return int32_t return EBB_OK or a negative ebb_status.
 * Functions that return a handle return NULL on failure and leave errno.
 * Where the allocator under test returns NULL, or a block without its mark,
 * no number could be true any more: the process ends with a sentence on stderr
 * and exit code 71.
 * A handle may be used by one thread at a time, unless its function says
 * otherwise. Times are nanoseconds of CLOCK_MONOTONIC; sizes are bytes.
 */
#ifndef EBB_H
#define EBB_H

#include <stdint.h>

#define EBB_EXPORT __attribute__((visibility("default")))

/* Raised whenever a caller built against an older header would misbehave. */
#define EBB_ABI_VERSION 1

enum ebb_status {
    EBB_OK = 0,
    EBB_ERROR_FIELD = -1,  /* no such field */
    EBB_ERROR_RANGE = -2,  /* the value is outside the field's range */
    EBB_ERROR_STATE = -3,  /* not in this state: started twice, run before start */
    EBB_ERROR_SYSTEM = -4, /* a system call failed: errno tells which error */
    EBB_ERROR_LIVE = -5    /* blocks that should have been freed are live */
};

EBB_EXPORT int32_t ebb_abi_version(void);

/* ---- identify: which allocator is in place ------------------------------ */

/*
 * Facts about the allocator of this process, as lines of "key=value":
 *   malloc, free, calloc, realloc, aligned_alloc, posix_memalign
 *                 path of the library that owns the function
 *   family        glibc, jemalloc, mimalloc, tcmalloc, tbbmalloc, scudo, unknown
 *   version       as the library tells it; absent where it tells none
 *   setting.NAME  a setting read back from the library, under its own name
 * The text is mapped and lives until the process ends. NULL: errno is set.
 */
EBB_EXPORT const char *ebb_identify(void);

/* ---- proc: kernel files, read without malloc ---------------------------- */

typedef struct ebb_proc ebb_proc;

enum ebb_proc_file {
    EBB_PROC_STATUS = 0,       /* /proc/self/status */
    EBB_PROC_SMAPS_ROLLUP = 1, /* /proc/self/smaps_rollup: costs milliseconds */
    EBB_PROC_MAPS = 2          /* /proc/self/maps */
};

EBB_EXPORT ebb_proc *ebb_proc_open(void);
EBB_EXPORT void ebb_proc_close(ebb_proc *proc);
/* The file's text, valid until the next call with this handle; NULL: errno. */
EBB_EXPORT const char *ebb_proc_read(ebb_proc *proc, int32_t file);
/* Resident bytes of this process by /proc/self/statm; negative: ebb_status. */
EBB_EXPORT int64_t ebb_proc_rss(ebb_proc *proc);
/* Sets VmHWM back to the present RSS (writes 5 to /proc/self/clear_refs). */
EBB_EXPORT int32_t ebb_proc_reset_peak(ebb_proc *proc);

/* ---- burst: the service's load ------------------------------------------ */

typedef struct ebb_burst ebb_burst;

enum ebb_field {
    EBB_EVENTS = 0,           /* 0..1e9 */
    EBB_TOKENS = 1,           /* most tokens of an event, 1..1e6 */
    EBB_TOKENS_FIXED = 2,     /* 1: every event has EBB_TOKENS; 0: uniform 1..EBB_TOKENS */
    EBB_PERMITS = 3,          /* events in flight, 1..1e6 */
    EBB_WORKERS = 4,          /* 1..256 */
    EBB_PAYLOAD = 5,          /* bytes, 16..2^30 */
    EBB_BUFFERS_REQUEST = 6,  /* blocks allocated at a task's first poll, 0..1000 */
    EBB_BUFFERS_RESPONSE = 7, /* blocks allocated at its second poll, 0..1000 */
    EBB_BUFFER_MIN = 8,       /* bytes, 16..2^30, uniform up to EBB_BUFFER_MAX */
    EBB_BUFFER_MAX = 9,       /* bytes, EBB_BUFFER_MIN..2^30 */
    EBB_HOLD_MIN_US = 10,     /* each wait, microseconds, 0..1e7, uniform up to EBB_HOLD_MAX_US */
    EBB_HOLD_MAX_US = 11,     /* EBB_HOLD_MIN_US..1e7; timers tick in milliseconds */
    EBB_TOPOLOGY = 12,        /* ebb_topology */
    EBB_SURVIVORS_PPM = 13,   /* blocks kept through idle, per million, 0..1e6 */
    EBB_CHURN_PER_HOUR = 14,  /* health checks an hour while idle, 0..3.6e6 */
    EBB_SEED = 15,            /* any */
    EBB_FIELDS = 16
};

enum ebb_topology {
    EBB_STEALING = 0,    /* work stealing: whoever runs a task last frees its blocks */
    EBB_SAME_THREAD = 1, /* tasks stay with one worker: each frees what it allocated */
    EBB_REAPER = 2,      /* one thread more, which only frees */
    EBB_EXITED = 3       /* as stealing, and the workers end after the burst */
};

enum ebb_stat {
    /* Of the last burst. */
    EBB_BURST_START = 0,    /* ns */
    EBB_BURST_END = 1,      /* ns; makespan = end - start */
    EBB_BURST_CPU_USER = 2, /* ns, whole process */
    EBB_BURST_CPU_SYS = 3,  /* ns, whole process */
    EBB_BURST_FAULTS = 4,   /* minor faults, whole process */
    EBB_LIVE_PEAK_BYTES = 5,
    EBB_LIVE_PEAK_BLOCKS = 6, /* live blocks at the time of the peak in bytes */
    EBB_TASKS = 7,            /* tasks run to their end */
    EBB_STEALS = 8,           /* batches taken from another worker's queue */
    /* Of the last idle period. */
    EBB_IDLE_START = 9,
    EBB_IDLE_END = 10,
    EBB_IDLE_CPU = 11,    /* ns, user and system, whole process */
    EBB_IDLE_CHECKS = 12, /* health checks run */
    /* Since ebb_burst_start, bursts and idle together. */
    EBB_LIVE_BYTES = 13, /* requested and not yet freed */
    EBB_LIVE_BLOCKS = 14,
    EBB_MALLOCS = 15,
    EBB_ALIGNED = 16, /* posix_memalign */
    EBB_REALLOCS = 17,
    EBB_FREES = 18,
    EBB_FREES_REMOTE = 19, /* by another thread than the one that allocated */
    EBB_BYTES = 20,        /* requested in all; a realloc counts its growth */
    EBB_STATS = 21
};

/* A load without a scenario: every field but EBB_SEED must be set. */
EBB_EXPORT ebb_burst *ebb_burst_new(void);
EBB_EXPORT int32_t ebb_burst_set(ebb_burst *burst, int32_t field, int64_t value);
/*
 * Checks the fields against each other, maps the queues and starts the main
 * thread and the workers; returns when each worker has run a health check, so
 * that what an allocator keeps for a thread from then on is there.
 */
EBB_EXPORT int32_t ebb_burst_start(ebb_burst *burst);
/* Runs one burst; returns when its last event is dropped and no task is left. */
EBB_EXPORT int32_t ebb_burst_run(ebb_burst *burst);
/* Lets the workers park for this long, but for the churn of health checks. */
EBB_EXPORT int32_t ebb_burst_idle(ebb_burst *burst, int64_t nanoseconds);
/* Frees the survivors, each on the thread that kept it where that still lives. */
EBB_EXPORT int32_t ebb_burst_drop_survivors(ebb_burst *burst);
/* One of ebb_stat; exact whenever no burst is running. */
EBB_EXPORT int64_t ebb_burst_stat(const ebb_burst *burst, int32_t stat);
/* Ends the threads and unmaps everything; the handle is gone whatever is returned. */
EBB_EXPORT int32_t ebb_burst_close(ebb_burst *burst);

/* ---- sampler: RSS and live bytes over time ------------------------------ */

typedef struct ebb_sampler ebb_sampler;

typedef struct {
    int64_t time;       /* ns */
    int64_t rss_bytes;  /* /proc/self/statm */
    int64_t live_bytes; /* of the burst watched; 0 before one is */
} ebb_sample;

/*
 * A thread that takes a sample each interval (1e6..1e10 ns) into capacity
 * samples (1024..2^24), mapped and touched at once so that sampling does not
 * raise RSS. When they are full every second one is dropped and the interval
 * doubles: of each pair the one with the higher RSS stays.
 */
EBB_EXPORT ebb_sampler *ebb_sampler_new(int64_t interval, int64_t capacity);
EBB_EXPORT int32_t ebb_sampler_start(ebb_sampler *sampler);
/*
 * Whose live bytes are recorded; NULL for nobody's. From any thread, at any
 * time; when it returns no sample looks at the burst that was watched before.
 */
EBB_EXPORT void ebb_sampler_watch(ebb_sampler *sampler, const ebb_burst *burst);
/* Ends the thread; samples, count and cpu may be read from then on. */
EBB_EXPORT int32_t ebb_sampler_stop(ebb_sampler *sampler);
EBB_EXPORT int64_t ebb_sampler_count(const ebb_sampler *sampler);
EBB_EXPORT const ebb_sample *ebb_sampler_samples(const ebb_sampler *sampler);
/* CPU time of the sampling thread, ns; its present interval, ns. */
EBB_EXPORT int64_t ebb_sampler_cpu(const ebb_sampler *sampler);
EBB_EXPORT int64_t ebb_sampler_interval(const ebb_sampler *sampler);
EBB_EXPORT void ebb_sampler_close(ebb_sampler *sampler);

#endif
