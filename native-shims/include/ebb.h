/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole ABI of Ebb's native shim; nothing else is exported.
 *
 * The shim maps its own memory and never calls malloc for it: it observes the
 * allocator under test and must not use it. For the same reason every argument
 * and result is a primitive or an address, so that a caller in the JVM does not
 * allocate either.
 *
 * Functions that return int32_t return EBB_OK or a negative ebb_status.
 * Functions that return a handle return NULL on failure and set errno.
 * If the allocator under test returns NULL, or a block has lost its mark, no
 * result can be trusted any more: the process ends with a sentence on stderr
 * and exit code 71.
 * A handle may be used by one thread at a time, unless a function says
 * otherwise. Times are nanoseconds of CLOCK_MONOTONIC; sizes are bytes.
 */
#ifndef EBB_H
#define EBB_H

#include <stdint.h>

#define EBB_EXPORT __attribute__((visibility("default")))

/* Raised whenever a caller built against an older header would misbehave. */
#define EBB_ABI_VERSION 5

enum ebb_status {
    EBB_OK = 0,
    EBB_ERROR_FIELD = -1,   /* no such field */
    EBB_ERROR_RANGE = -2,   /* the value is outside the field's range */
    EBB_ERROR_STATE = -3,   /* not in this state: started twice, run before start */
    EBB_ERROR_SYSTEM = -4,  /* a system call failed, and errno says how */
    EBB_ERROR_LIVE = -5,    /* blocks that should have been freed are live */
    EBB_ERROR_ABSENT = -6,  /* the allocator has no such call */
    EBB_ERROR_RESTLESS = -7 /* processes came and went each time that they were looked at */
};

EBB_EXPORT int32_t ebb_abi_version(void);

/* ---- identify: which allocator is in place ------------------------------ */

/*
 * Facts about the allocator of this process, as lines of "key=value":
 *   malloc, free, calloc, realloc, aligned_alloc, posix_memalign
 *                 path of the library that owns the function
 *   family        glibc, jemalloc, mimalloc, tcmalloc, tbbmalloc, scudo, unknown
 *   version       as the library reports it; absent if it reports none
 *   setting.NAME  a setting read back from the library, under its own name
 *                 (those that catalogs expect, and each that MALLOC_CONF or MIMALLOC_NAME names)
 *   release       the call by which ebb_release gives memory back, and
 *   release.owner that by which ebb_release_owner does, and
 *   release.light that by which ebb_release_light does; absent if there is none
 *   thp           the rule of this process for transparent huge pages that prctl has set: host
 *                 (none of its own), never, madvise; absent if the kernel does not tell
 * The text is mapped and lives until the process ends. NULL: errno is set.
 */
EBB_EXPORT const char *ebb_identify(void);

/* ---- release: the allocator gives back what it holds -------------------- */

/*
 * The allocator's own calls, looked up by symbol, and only where the library
 * that owns malloc has them: what any thread may call for all, and what a thread
 * calls for what it holds itself.
 *
 *             ebb_release                         ebb_release_owner
 *   glibc     malloc_trim(0)                      malloc_trim(0)
 *   jemalloc  mallctl arena.4096.purge; before    mallctl thread.idle; before 5.3
 *             5.0 arena.<narenas>.purge           thread.tcache.flush
 *   mimalloc  mi_collect(true); in forks that     mi_collect(true); in forks that
 *             have it mi_purge_all(true)          have it mi_on_thread_idle()
 *   tcmalloc  MallocExtension_ReleaseFreeMemory   MallocExtension_MarkThreadIdle
 *   tbbmalloc scalable_allocation_command         scalable_allocation_command
 *             CLEAN_ALL_BUFFERS                   CLEAN_THREAD_BUFFERS
 *   scudo     mallopt M_PURGE_ALL, or M_PURGE     as ebb_release
 *             where that is unknown
 *   unknown   int ebb_allocator_release(void)     int ebb_allocator_release_owner(void),
 *             of the library that owns malloc:    or the other if there is none
 *             0, or an errno
 *
 * ebb_release_light is an owner's call that leaves more behind and costs less:
 * mi_collect(false), and no other family has one.
 *
 * An owner's call does not always give what it frees to the kernel: call
 * ebb_release after it. Each call allocates and frees a block of 16 bytes first:
 * some allocators do nothing for a thread that never allocated.
 * EBB_ERROR_ABSENT: there is none; EBB_ERROR_SYSTEM: it failed, and errno says
 * why. From any thread, from several at once.
 */
EBB_EXPORT int32_t ebb_release(void);
EBB_EXPORT int32_t ebb_release_owner(void);
EBB_EXPORT int32_t ebb_release_light(void);

typedef struct ebb_releaser ebb_releaser;

/*
 * The release calls that are made while a program runs, and what they cost: a
 * thread, "ebb-release", that calls ebb_release each interval (1e6..3.6e12 ns; 0:
 * there is no such thread), as a thread of a service would, and what a burst
 * makes of itself (ebb_burst_release). NULL: errno is ENOTSUP where the allocator
 * has no release, EINVAL for an interval out of range.
 */
EBB_EXPORT ebb_releaser *ebb_releaser_new(int64_t interval);
/* Starts the thread. EBB_ERROR_STATE: it runs, or there is none. */
EBB_EXPORT int32_t ebb_releaser_start(ebb_releaser *releaser);
/* Calls that succeeded, and the longest of all, ns; from any thread, at any time. */
EBB_EXPORT int64_t ebb_releaser_calls(const ebb_releaser *releaser);
EBB_EXPORT int64_t ebb_releaser_longest(const ebb_releaser *releaser);
/* CPU time of all calls, ns; never reset. */
EBB_EXPORT int64_t ebb_releaser_cpu(const ebb_releaser *releaser);
/* Counts calls and the longest anew; a call under way counts as new. */
EBB_EXPORT void ebb_releaser_reset(ebb_releaser *releaser);
/* Ends the thread if it runs. */
EBB_EXPORT void ebb_releaser_close(ebb_releaser *releaser);

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
/* Resets VmHWM to the current RSS (writes 5 to /proc/self/clear_refs). */
EBB_EXPORT int32_t ebb_proc_reset_peak(ebb_proc *proc);

/* ---- burst: the service's load ------------------------------------------ */

typedef struct ebb_burst ebb_burst;

enum ebb_field {
    EBB_EVENTS = 0,           /* 0..1e9 */
    EBB_TOKENS = 1,           /* tokens of an event at most, 1..1e6 */
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
    EBB_SEED = 15,            /* any; a second burst draws other sizes than the first */
    EBB_CHECK = 16,           /* ebb_check_kind */
    EBB_FIELDS = 17
};

/* What a health check asks of malloc. */
enum ebb_check_kind {
    EBB_CHECK_HTTP = 0, /* GET /health as hyper on Tokio serves it: 12 blocks of 7 to 8192 bytes */
    EBB_CHECK_TASK = 1  /* a token's cell and six buffers: the classes that the burst has filled */
};

enum ebb_topology {
    EBB_STEALING = 0,    /* work stealing: whichever worker finishes a task frees its blocks */
    EBB_SAME_THREAD = 1, /* tasks stay on one worker, which frees what it allocated */
    EBB_REAPER = 2,      /* one more thread, which only frees */
    EBB_EXITED = 3       /* like stealing, but the workers end after the burst */
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
    EBB_FREES_REMOTE = 19, /* by a thread other than the one that allocated */
    EBB_BYTES = 20,        /* requested in total; a realloc counts its growth */
    EBB_STATS = 21
};

/* A load whose fields are not set; all but EBB_SEED must be. */
EBB_EXPORT ebb_burst *ebb_burst_new(void);
EBB_EXPORT int32_t ebb_burst_set(ebb_burst *burst, int32_t field, int64_t value);
/* When a burst makes the allocator give memory back; one or more. */
enum ebb_release_when {
    EBB_RELEASE_PARK = 1,       /* ebb_release_owner on each worker as it goes to sleep */
    EBB_RELEASE_PARK_LIGHT = 2, /* ebb_release_light there */
    EBB_RELEASE_AFTER_BURST = 4 /* ebb_release on a thread of its own as an idle period begins */
};
/*
 * Has it do so, and the releaser count these calls; before ebb_burst_start, and
 * the releaser must outlive the burst. EBB_ERROR_RANGE: not one of these, or both
 * ways to park; EBB_ERROR_ABSENT: the allocator has no such call.
 */
EBB_EXPORT int32_t ebb_burst_release(ebb_burst *burst, ebb_releaser *releaser, int32_t when);
/*
 * Checks the fields against each other, maps the queues and starts the main
 * thread and the workers; returns when each worker has run a health check of
 * either kind, so that memory which an allocator keeps for a thread is part of the base.
 */
EBB_EXPORT int32_t ebb_burst_start(ebb_burst *burst);
/* Runs one burst; returns when its last event is dropped and no task is left. */
EBB_EXPORT int32_t ebb_burst_run(ebb_burst *burst);
/* Lets the workers park for this long, except for the health checks. */
EBB_EXPORT int32_t ebb_burst_idle(ebb_burst *burst, int64_t nanoseconds);
/* Frees the survivors, each on the worker that kept it if that still runs. */
EBB_EXPORT int32_t ebb_burst_drop_survivors(ebb_burst *burst);
/* One of ebb_stat; exact whenever no burst is running. */
EBB_EXPORT int64_t ebb_burst_stat(const ebb_burst *burst, int32_t stat);

#define EBB_CHURN_BYTES (INT64_C(32) << 20)

/* The ladder: what a step makes the allocator give back had been waiting for what the step does. */
enum ebb_probe {
    EBB_PROBE_NUDGE = 0,   /* one small malloc and free: pending work that any activity does */
    EBB_PROBE_CHURN = 1,   /* 10,000 of each, of the load's buffer sizes, within bounds */
    EBB_PROBE_OUTSIDE = 2, /* ebb_release from a thread that is not the load's */
    EBB_PROBE_OWNERS = 3,  /* ebb_release_owner from every thread of the load */
    EBB_PROBE_EXIT = 4,    /* every thread of the load ends; the next burst starts them again */
    EBB_PROBES = 5
};

/*
 * One step, while nothing runs. The threads of the load are its workers, its
 * main thread and the reaper: those that live arrive, then act at the same
 * time, and the call returns when each has. What they allocate is counted like
 * everything else, and none of it survives: live is the same afterwards. The
 * churn ends after at most 3 s. In it each thread has at most 16 live blocks,
 * and all together at most EBB_CHURN_BYTES and at most what the last burst had
 * at its peak: blocks larger than a thread's share are made smaller. Outside can
 * be called after the exit, too.
 * EBB_ERROR_ABSENT: outside or owners, and the allocator has no release;
 * EBB_ERROR_RANGE: no such step. Survivors of threads that have ended stay live
 * until they are dropped.
 */
EBB_EXPORT int32_t ebb_burst_probe(ebb_burst *burst, int32_t probe);
/* Ends the threads and unmaps everything; the handle is gone whatever this returns. */
EBB_EXPORT int32_t ebb_burst_close(ebb_burst *burst);

/* ---- sampler: RSS and live bytes over time ------------------------------ */

typedef struct ebb_sampler ebb_sampler;

typedef struct {
    int64_t time;       /* ns */
    int64_t rss_bytes;  /* /proc/self/statm */
    int64_t live_bytes; /* of the burst that is watched; 0 if none is */
} ebb_sample;

/*
 * A thread that takes a sample each interval (1e6..1e10 ns), up to capacity of
 * them (1024..2^24), into memory that is resident from the start, so that
 * sampling does not raise RSS. When it is full, every pair of samples is reduced
 * to the one with the higher RSS, and the interval doubles.
 *
 * Where the environment variable EBB_TIMELINE names a file, which must be there,
 * each sample is written to it as well: whoever reads it after the process was
 * killed finds every sample, and after the last one zeros or older samples.
 */
EBB_EXPORT ebb_sampler *ebb_sampler_new(int64_t interval, int64_t capacity);
EBB_EXPORT int32_t ebb_sampler_start(ebb_sampler *sampler);
/*
 * Sets the burst whose live bytes are recorded, which has started; NULL: none.
 * From any thread, at any time; once it returns no sample looks at the previous
 * burst.
 */
EBB_EXPORT void ebb_sampler_watch(ebb_sampler *sampler, const ebb_burst *burst);
/*
 * By how many bytes RSS moved since a time: the highest sample less the lowest.
 * From any thread, while it runs. EBB_ERROR_RANGE: there is no sample since.
 */
EBB_EXPORT int64_t ebb_sampler_range(ebb_sampler *sampler, int64_t since);
/* Ends the thread; samples, count and cpu may be read from then on. */
EBB_EXPORT int32_t ebb_sampler_stop(ebb_sampler *sampler);
EBB_EXPORT int64_t ebb_sampler_count(const ebb_sampler *sampler);
EBB_EXPORT const ebb_sample *ebb_sampler_samples(const ebb_sampler *sampler);
/* CPU time of the sampling thread, ns; its current interval, ns. */
EBB_EXPORT int64_t ebb_sampler_cpu(const ebb_sampler *sampler);
EBB_EXPORT int64_t ebb_sampler_interval(const ebb_sampler *sampler);
EBB_EXPORT void ebb_sampler_close(ebb_sampler *sampler);

/* ---- books: what the allocator says about itself ------------------------ */

typedef struct ebb_books ebb_books;

/*
 * Bytes of the whole process. Only what a family's public interface reports and
 * what has been found to be true:
 *
 *             inuse               cached               metadata   returned
 *   glibc     uordblks + hblkhd   fordblks             -          -
 *   jemalloc  allocated, less     active less inuse,   metadata   retained
 *             thread caches       dirty and muzzy
 *   tcmalloc  current_allocated   page heap, central,  -          pageheap_unmapped
 *                                 transfer, threads
 *   scudo     uordblks            -                    -          -
 *
 * glibc counts what its thread caches hold as in use, and pages that
 * malloc_trim gave back as still cached. jemalloc's slabs count as cached whole,
 * touched or not; before 5.0 it has no books. mimalloc 2.0 has no call for this;
 * what 3.6 calls committed does not change when pages are purged, and has been
 * seen below zero (microsoft/mimalloc#1141). tbbmalloc reports nothing.
 */
enum ebb_book {
    EBB_BOOK_INUSE = 0,    /* in the program's blocks, rounded up as the allocator does */
    EBB_BOOK_CACHED = 1,   /* free, but kept for later */
    EBB_BOOK_METADATA = 2, /* the allocator's own */
    EBB_BOOK_RETURNED = 3, /* address space whose memory was given back */
    EBB_BOOK_COUNT = 4
};

/*
 * Works without books, too. Looks up the allocator's calls and starts the thread
 * "ebb-books", so that neither happens later.
 */
EBB_EXPORT ebb_books *ebb_books_open(void);
/* Reads the books now; takes milliseconds if much is free. EBB_ERROR_ABSENT: there are none. */
EBB_EXPORT int32_t ebb_books_read(ebb_books *books);
/* Bytes at the last read; -1: the allocator has no such figure, or it was not read. */
EBB_EXPORT int64_t ebb_books_value(const ebb_books *books, int32_t book);
/*
 * From now on the thread reads the books at each new peak of this burst's live
 * bytes: it looks every 50 ms, and reads if live is more than 2 % above what it
 * was at the last read. EBB_ERROR_ABSENT as above.
 */
EBB_EXPORT int32_t ebb_books_watch(ebb_books *books, const ebb_burst *burst);
/*
 * Once it returns the burst is not looked at any more. The figures stay if they were
 * read while live was less than a tenth below the peak of the burst's last run.
 */
EBB_EXPORT int32_t ebb_books_unwatch(ebb_books *books);
/* Bytes at the peak of live; -1 as above, or the thread did not look in time. */
EBB_EXPORT int64_t ebb_books_peak(ebb_books *books, int32_t book);
EBB_EXPORT void ebb_books_close(ebb_books *books);

/* ---- sizes: a distribution of block sizes ------------------------------- */

typedef struct ebb_sizes ebb_sizes;

#define EBB_SIZES_MOST 65536 /* sizes with their weights */

EBB_EXPORT ebb_sizes *ebb_sizes_new(void);
/*
 * Adds a size (1..2^30 bytes) with its weight (above 0, at most 1e18): it is
 * drawn with probability weight / sum of weights. EBB_ERROR_STATE: there are
 * EBB_SIZES_MOST already.
 */
EBB_EXPORT int32_t ebb_sizes_add(ebb_sizes *sizes, int64_t size, double weight);
EBB_EXPORT void ebb_sizes_close(ebb_sizes *sizes);

/* ---- latency: how long single calls of the allocator took --------------- */

typedef struct ebb_latency ebb_latency;

/*
 * Histograms of nanoseconds with the counts array of HdrHistogram for lowest
 * discernible value 1, highest trackable value EBB_LATENCY_HIGHEST and 3
 * significant digits: the count at index i is of the values from
 *   i                                       where i < 2048
 *   (1024 + i % 1024) << (i / 1024 - 1)     else
 * up to those of the next index. Longer calls count as the highest.
 */
#define EBB_LATENCY_HIGHEST INT64_C(3600000000000) /* ns */
#define EBB_LATENCY_LENGTH 33792                   /* counts of a histogram */

enum ebb_latency_of {
    EBB_LATENCY_MALLOC = 0, /* and posix_memalign */
    EBB_LATENCY_REALLOC = 1,
    EBB_LATENCY_FREE = 2,
    /* Only of a burst: its first 100 ms, which the three above leave out. */
    EBB_LATENCY_FIRST_MALLOC = 3,
    EBB_LATENCY_FIRST_REALLOC = 4,
    EBB_LATENCY_FIRST_FREE = 5,
    EBB_LATENCIES = 6
};

/*
 * Calibrates the processor's counter against CLOCK_MONOTONIC: takes 20 ms.
 * NULL: errno is ENOTSUP where that counter does not run at one rate always
 * (x86 without an invariant TSC), or a tick of it is longer than 2 ns (aarch64
 * before Armv8.6: 24 to 125 MHz).
 */
EBB_EXPORT ebb_latency *ebb_latency_new(void);
/* Sets all counts to 0; no thread that is timed may be working. */
EBB_EXPORT void ebb_latency_reset(ebb_latency *latency);
/*
 * EBB_LATENCY_LENGTH counts, summed over all threads, valid until the next
 * call with this handle; exact while no thread works. NULL: no such histogram.
 */
EBB_EXPORT const int64_t *ebb_latency_counts(ebb_latency *latency, int32_t of);
/* The duration of an empty measurement, in picoseconds; every value includes it. */
EBB_EXPORT int64_t ebb_latency_overhead(const ebb_latency *latency);
/* Only when whatever it was given to has been closed. */
EBB_EXPORT void ebb_latency_close(ebb_latency *latency);
/* Times the calls of this burst; before ebb_burst_start. */
EBB_EXPORT int32_t ebb_burst_time(ebb_burst *burst, ebb_latency *latency);

/* ---- kernels: steady loads, driven by the caller's threads -------------- */

typedef struct ebb_kernel ebb_kernel; /* shared by the threads of a trial */
typedef struct ebb_caller ebb_caller; /* what belongs to one of these threads */

enum ebb_kernel_kind {
    /* An operation frees a random one of the caller's blocks and allocates another. */
    EBB_INTERLEAVED = 0,
    /* One group allocates and writes, the other frees, with a bounded lock-free ring in between. */
    EBB_CROSS_THREAD_FREE = 1,
    /* As interleaved, on threads that end and leave their blocks to the next one. */
    EBB_THREAD_CHURN = 2,
    /* An operation grows a vector by doubling, and drops it. */
    EBB_GROWTH = 3,
    EBB_KERNEL_KINDS = 4
};

/* Every field that names the kernel's kind, or none, must be set, except _FLOOR and _SEED. */
enum ebb_kernel_field {
    EBB_KERNEL_THREADS = 0, /* callers, 1..1024; in a cross-thread free those that allocate */
    EBB_KERNEL_FREERS = 1,  /* cross-thread free: callers that free, 1..1024 */
    EBB_KERNEL_BLOCKS =
        2, /* 1..1e7; interleaved, churn: blocks of each caller; growth: its vectors */
    EBB_KERNEL_RING = 3,     /* cross-thread free: most blocks in flight, a parcel..1e7 */
    EBB_KERNEL_LIFETIME = 4, /* churn: operations of a thread before it ends, 1..1e9 */
    EBB_KERNEL_FIRST = 5,    /* growth: bytes a vector begins with, 1..2^30 */
    EBB_KERNEL_FINAL = 6,    /* growth: bytes it is dropped at, EBB_KERNEL_FIRST..2^30 */
    EBB_KERNEL_FLOOR = 7,    /* 1: the floor allocator in place of malloc; 0 */
    EBB_KERNEL_SEED = 8,     /* any; 0 */
    EBB_KERNEL_HANDOVER = 9, /* cross-thread free: blocks that are handed over together, 1..1e6 */
    EBB_KERNEL_FIELDS = 10
};

enum ebb_role {
    EBB_ALLOCATES = 0, /* the only role except in a cross-thread free */
    EBB_FREES_ONLY = 1
};

enum ebb_kernel_count {
    EBB_COUNT_OPERATIONS = 0, /* the sum of what ebb_kernel_run returned */
    EBB_COUNT_MALLOCS = 1,    /* including those that filled the working set */
    EBB_COUNT_REALLOCS = 2,
    EBB_COUNT_FREES = 3,
    EBB_COUNT_BYTES = 4, /* requested in total; a realloc counts its growth */
    EBB_COUNT_LIVE_BLOCKS =
        5, /* for a caller its mallocs less its frees: negative if it only frees */
    EBB_COUNT_LIVE_BYTES = 6,
    EBB_COUNT_WAITS_FULL = 7,  /* times that a caller found the ring full and waited */
    EBB_COUNT_WAITS_EMPTY = 8, /* likewise empty */
    EBB_COUNT_MISSED = 9,      /* operations requested but not made: nobody served the ring */
    EBB_COUNT_THREADS = 10,    /* churn: threads that were started */
    EBB_KERNEL_COUNTS = 11
};

EBB_EXPORT ebb_kernel *ebb_kernel_new(int32_t kind);
EBB_EXPORT int32_t ebb_kernel_set(ebb_kernel *kernel, int32_t field, int64_t value);
/*
 * Checks the fields and maps what is shared. The sizes are copied (NULL for
 * growth, which has its own); EBB_ERROR_RANGE: there are none. With a latency
 * every call of the allocator is timed, by different code, so that without one
 * it costs nothing.
 */
EBB_EXPORT int32_t ebb_kernel_start(ebb_kernel *kernel, const ebb_sizes *sizes,
                                    ebb_latency *latency);
/*
 * From the thread that will run, and from several at once: maps what the caller
 * needs and fills its working set. NULL and errno: EAGAIN if the fields allow
 * no more callers of this role, EINVAL if there is no such role, or before the
 * start.
 */
EBB_EXPORT ebb_caller *ebb_kernel_join(ebb_kernel *kernel, int32_t role);
/*
 * Makes this many operations (1..1e9) and returns how many it made: fewer only
 * if the other side of a ring did nothing for 100 ms, because it has ended.
 * In a cross-thread free an allocation is one operation, and so is a free. The
 * callers of a kernel run at the same time, each on its thread, without locks,
 * and without system calls except to wait for the ring and to start and end the
 * threads of the churn.
 */
EBB_EXPORT int64_t ebb_kernel_run(ebb_caller *caller, int64_t operations);
/* One of ebb_kernel_count for this caller; exact while it does not run. */
EBB_EXPORT int64_t ebb_caller_count(const ebb_caller *caller, int32_t count);
/* Frees the caller's working set, but not what it put into the ring. The handle is gone. */
EBB_EXPORT void ebb_kernel_leave(ebb_caller *caller);
/* The sum over all callers, including those that left; exact while none runs. */
EBB_EXPORT int64_t ebb_kernel_count(const ebb_kernel *kernel, int32_t count);
/*
 * Frees what is in the ring, once every caller has left (else EBB_ERROR_STATE).
 * EBB_ERROR_LIVE: some blocks are still live. The counts can be read as before.
 */
EBB_EXPORT int32_t ebb_kernel_stop(ebb_kernel *kernel);
/* Stops the kernel whatever callers are left; the handle is gone whatever this returns. */
EBB_EXPORT int32_t ebb_kernel_close(ebb_kernel *kernel);
/* Does nothing: shows what a call costs. */
EBB_EXPORT void ebb_nothing(void);

/* ---- tree: the processes of a service, from outside --------------------- */

typedef struct ebb_tree ebb_tree;

/*
 * All processes below root, without root itself: meant for ebb-service, which
 * starts a service and is the parent of processes that daemonise there. interval
 * and capacity are those of ebb_sampler_new, and so are the samples, except that
 * live_bytes is the number of processes that have memory, and rss_bytes the sum
 * of their RSS: pages that they share count for each. It looks for new processes
 * every 50 ms, and less often where that costs more than 0.15 % of a core.
 * NULL: errno is ESRCH where there is no such root.
 */
EBB_EXPORT ebb_tree *ebb_tree_new(int32_t root, int64_t interval, int64_t capacity);
/*
 * Its own, closed with it: for all functions of a sampler but ebb_sampler_watch
 * and ebb_sampler_close. EMFILE: too few descriptors for one per process.
 */
EBB_EXPORT ebb_sampler *ebb_tree_sampler(ebb_tree *tree);

enum ebb_tree_value {
    EBB_TREE_PROCESSES = 0, /* that have memory */
    EBB_TREE_CAME = 1,      /* since ebb_tree_new, including those that existed then */
    EBB_TREE_WENT = 2,      /* of them; one that came and went between two looks is in neither */
    /* Since the root started, including processes that have ended; ns, in ticks of 10 ms. */
    EBB_TREE_FAULTS = 3, /* minor ones */
    EBB_TREE_CPU_USER = 4,
    EBB_TREE_CPU_SYS = 5,
    /* Bytes now, in all processes together except unreadable ones. */
    EBB_TREE_UNREADABLE = 6, /* number of these: they belong to another user */
    EBB_TREE_PEAK = 7, /* sum of VmHWM: exact for one process, at least the peak for several */
    EBB_TREE_RSS = 8,  /* this and the next ones from smaps_rollup */
    EBB_TREE_PSS = 9,  /* each page once, however many processes share it */
    EBB_TREE_LAZYFREE = 10,
    EBB_TREE_THP = 11,
    EBB_TREE_SWAP = 12,
    EBB_TREE_VALUES = 13
};

/*
 * Looks now, and reads all values of ebb_tree_value: between phases, since a
 * rollup takes up to 10 ms per process. This and the functions below may be
 * called from any thread, also while the tree is sampled. What a child used is
 * lost if its parent ignores SIGCHLD, so that nobody waits for it.
 * EBB_ERROR_RESTLESS: in each of 100 attempts a process came or went, so that what
 * it used might be counted twice, or not at all; the values are not those of a read.
 */
EBB_EXPORT int32_t ebb_tree_read(ebb_tree *tree);
/* One of ebb_tree_value at the last read; -1: none was made, or there is no such value. */
EBB_EXPORT int64_t ebb_tree_value(ebb_tree *tree, int32_t what);
/* Resets each VmHWM to the current RSS; EBB_ERROR_SYSTEM: not in all processes. */
EBB_EXPORT int32_t ebb_tree_reset_peak(ebb_tree *tree);
/* How many have been seen, of at most 65,536: a service is proven when each has reported itself. */
EBB_EXPORT int64_t ebb_tree_seen(ebb_tree *tree);
/* Its pid, and its name when it was first seen; EBB_ERROR_RANGE and NULL where there is none. */
EBB_EXPORT int32_t ebb_tree_seen_pid(ebb_tree *tree, int64_t index);
EBB_EXPORT const char *ebb_tree_seen_name(ebb_tree *tree, int64_t index);
EBB_EXPORT void ebb_tree_close(ebb_tree *tree);

#endif
