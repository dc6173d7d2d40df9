/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "members.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/base.h"
#include "statm.h"

#define LIST_BYTES (EBB_MEMBERS_MOST * sizeof(ebb_member))
#define SEEN_BYTES (EBB_MEMBERS_SEEN * sizeof(ebb_seen))
#define SCAN_SHARE 700 /* of the time, scans may take one part in so many */
#define SCAN_EACH (50 * EBB_MILLISECOND)
#define PIDS (INT32_C(1) << 22) /* the kernel's limit */
#define STRANGERS_MOST 65536    /* whom one scan gets to know; the next meets the others */
/* The name of the copy in which the agent asks the allocator (agent/copy.c): not the service's. */
#define COPY_NAME "ebb-copy"

/* What getdents64 gives: glibc's readdir calls malloc. */
typedef struct {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
} entry;

/* A pid that no scan has met before. */
typedef struct {
    int32_t pid; /* 0: it has been found to be a member */
    int32_t parent;
    char name[EBB_PROCESS_NAME];
} stranger;

typedef uint64_t pid_set[PIDS / 64];

struct ebb_scan {
    pid_set members;
    pid_set met[2]; /* by the last scan, and by the one under way */
    int now;
    int32_t greatest; /* pid that was ever met */
    int32_t strangers;
    stranger list[STRANGERS_MOST];
};

static bool has(const pid_set set, int32_t pid) {
    return (set[pid / 64] >> (pid % 64) & 1) != 0;
}

static void put(pid_set set, int32_t pid) {
    set[pid / 64] |= UINT64_C(1) << (pid % 64);
}

static void take_out(pid_set set, int32_t pid) {
    set[pid / 64] &= ~(UINT64_C(1) << (pid % 64));
}

/* The newest pid of this machine, of processes and threads; -1: it is not known. */
static int64_t newest_pid(int loadavg) {
    char text[128];
    ssize_t length = pread(loadavg, text, sizeof text - 1, 0);
    text[length < 0 ? 0 : length] = '\0';
    const char *at = strrchr(text, ' ');
    return at == NULL ? -1 : strtoll(at, NULL, 10);
}

bool ebb_members_open(ebb_members *members, int32_t root) {
    ebb_process_stat stat;
    members->root = root;
    members->last_pid = -1;
    members->list = ebb_reserve(LIST_BYTES);
    members->seen = ebb_reserve(SEEN_BYTES);
    members->scan = ebb_reserve(sizeof *members->scan);
    members->loadavg = open("/proc/loadavg", O_RDONLY | O_CLOEXEC);
    if (members->list == NULL || members->seen == NULL || members->scan == NULL) {
        return false;
    }
    if (root < 1 || root >= PIDS) {
        errno = ESRCH;
        return false;
    }
    return ebb_process_read_stat(root, &stat);
}

static bool add(ebb_members *members, const stranger *new) {
    if (members->count == EBB_MEMBERS_MOST) {
        errno = ENOBUFS;
        return false;
    }
    int statm = ebb_process_open(new->pid, "statm", O_RDONLY);
    if (statm < 0) {
        /* It has gone since, or has become another user's. */
        return errno == ESRCH || ebb_process_is_anothers(errno);
    }
    members->list[members->count++] = (ebb_member){.pid = new->pid, .statm = statm};
    put(members->scan->members, new->pid);
    if (members->came < EBB_MEMBERS_SEEN) {
        ebb_seen *seen = &members->seen[members->came];
        seen->pid = new->pid;
        memcpy(seen->name, new->name, sizeof seen->name);
    }
    members->came++;
    return true;
}

/* Those below a member are members: round after round, since a parent's pid may be the greater. */
static bool admit(ebb_members *members) {
    ebb_scan *scan = members->scan;
    bool more = true;
    while (more) {
        more = false;
        for (int32_t i = 0; i < scan->strangers; i++) {
            stranger *new = &scan->list[i];
            if (new->pid == 0 ||
                (new->parent != members->root && !has(scan->members, new->parent))) {
                continue;
            }
            if (!add(members, new)) {
                return false;
            }
            new->pid = 0;
            more = true;
        }
    }
    return true;
}

/* When pids wrap around, a parent may appear behind the scan: its child is met again. */
static void doubt(ebb_members *members) {
    ebb_scan *scan = members->scan;
    for (int32_t i = 0; i < scan->strangers; i++) {
        const stranger *other = &scan->list[i];
        if (other->pid != 0 && other->parent != 0 && !has(scan->met[scan->now], other->parent)) {
            take_out(scan->met[scan->now], other->pid);
            members->last_pid = -1;
        }
    }
}

/*
 * Reads who it is. One that has gone, belongs to a user that /proc hides, or has
 * a line that cannot be understood is no stranger.
 */
static bool get_to_know(ebb_scan *scan, int32_t pid) {
    ebb_process_stat stat;
    if (!ebb_process_read_stat(pid, &stat)) {
        return errno == ESRCH || errno == EIO || ebb_process_is_anothers(errno);
    }
    if (strcmp(stat.name, COPY_NAME) != 0) {
        stranger *new = &scan->list[scan->strangers++];
        new->pid = pid;
        new->parent = stat.parent;
        memcpy(new->name, stat.name, sizeof new->name);
    }
    return true;
}

static bool meet(ebb_scan *scan, int32_t pid) {
    bool known = has(scan->met[!scan->now], pid) || has(scan->members, pid);
    if (!known && scan->strangers == STRANGERS_MOST) {
        return true;
    }
    put(scan->met[scan->now], pid);
    scan->greatest = pid > scan->greatest ? pid : scan->greatest;
    return known || get_to_know(scan, pid);
}

static const entry *entry_at(const void *place) {
    return place;
}

static bool meet_all(ebb_scan *scan) {
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return false;
    }
    _Alignas(entry) char entries[16384];
    long length;
    bool known = true;
    while (known && (length = syscall(SYS_getdents64, folder, entries, sizeof entries)) > 0) {
        const char *end = entries + length;
        for (const char *at = entries; known && at < end; at += entry_at(at)->length) {
            int64_t pid = strtoll(entry_at(at)->name, NULL, 10);
            if (pid > 0 && pid < PIDS) { /* the other names are no numbers */
                known = meet(scan, (int32_t)pid);
            }
        }
    }
    int before = errno;
    close(folder);
    errno = before;
    return known && length == 0;
}

bool ebb_members_look(ebb_members *members) {
    ebb_scan *scan = members->scan;
    int64_t start = ebb_clock(CLOCK_THREAD_CPUTIME_ID);
    members->last_pid = newest_pid(members->loadavg);
    scan->strangers = 0;
    scan->now = !scan->now;
    memset(scan->met[scan->now], 0, ((size_t)scan->greatest / 64 + 1) * sizeof **scan->met);
    bool whole = meet_all(scan) && admit(members);
    if (whole && scan->strangers == STRANGERS_MOST) {
        members->last_pid = -1;
    }
    if (whole) {
        doubt(members);
    } else {
        scan->now = !scan->now; /* whom it has met is met again */
        members->last_pid = -1;
    }
    int64_t rest = SCAN_SHARE * (ebb_clock(CLOCK_THREAD_CPUTIME_ID) - start);
    members->next = ebb_now() + (rest > SCAN_EACH ? rest : SCAN_EACH);
    return whole;
}

bool ebb_members_follow(ebb_members *members) {
    if (ebb_now() < members->next) {
        return true;
    }
    int64_t newest = newest_pid(members->loadavg);
    if (newest >= 0 && newest == members->last_pid) {
        members->next = ebb_now() + SCAN_EACH;
        return true;
    }
    return ebb_members_look(members);
}

static void forget(ebb_members *members, int32_t index) {
    ebb_member *gone = &members->list[index];
    close(gone->statm);
    take_out(members->scan->members, gone->pid);
    *gone = members->list[--members->count];
    members->went++;
}

int64_t ebb_members_rss(ebb_members *members, int64_t *processes) {
    int64_t sum = 0;
    *processes = 0;
    for (int32_t i = members->count - 1; i >= 0; i--) {
        int64_t rss = ebb_statm_rss(members->list[i].statm);
        if (rss < 0 && errno != ESRCH) {
            return -1;
        }
        if (rss < 0) {
            forget(members, i);
        } else if (rss > 0) {
            sum += rss;
            ++*processes;
        }
    }
    return sum;
}

void ebb_members_close(ebb_members *members) {
    int before = errno;
    for (int32_t i = 0; i < members->count; i++) {
        close(members->list[i].statm);
    }
    if (members->loadavg >= 0) {
        close(members->loadavg);
    }
    errno = before;
    ebb_unmap(members->list, LIST_BYTES);
    ebb_unmap(members->seen, SEEN_BYTES);
    ebb_unmap(members->scan, sizeof *members->scan);
}
