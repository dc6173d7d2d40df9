/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "family_tree.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "check.h"

typedef struct {
    int order;
    pid_t whom;
} message;

static int orders[2];
static int answers[2];

static char *map(int flags) {
    char *memory = mmap(NULL, FAMILY_BYTES, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    return memory;
}

static void answer(pid_t whom) {
    CHECK_EQUAL(write(answers[1], &whom, sizeof whom), sizeof whom);
}

static _Noreturn void stay(void) {
    answer(getpid());
    for (;;) {
        pause();
    }
}

static _Noreturn void have(char *memory) {
    memset(memory, 1, FAMILY_BYTES);
    stay();
}

/* As much again was there for a moment. */
static _Noreturn void have_private(void) {
    char *passing = map(MAP_PRIVATE);
    char *memory = map(MAP_PRIVATE);
    memset(memory, 1, FAMILY_BYTES);
    memset(passing, 1, FAMILY_BYTES);
    munmap(passing, FAMILY_BYTES);
    have(memory);
}

static void leave_orphan(void) {
    pid_t parent = fork();
    if (parent == 0) {
        if (fork() == 0) {
            setsid();
            while (getppid() != getpgid(getppid())) {
                usleep(1000); /* until its parent has ended: the root leads its group */
            }
            have_private();
        }
        _exit(0);
    }
    CHECK_EQUAL(waitpid(parent, NULL, 0), parent);
}

static pid_t burn(void) {
    pid_t child = fork();
    if (child == 0) {
        while (ebb_clock(CLOCK_PROCESS_CPUTIME_ID) < FAMILY_BURN_MS * EBB_MILLISECOND) {
        }
        _exit(0);
    }
    return child;
}

static void burn_unreaped(void) {
    pid_t child = burn();
    siginfo_t info;
    CHECK_EQUAL(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
    answer(child);
}

static void inherit(void) {
    if (fork() == 0) {
        pid_t child = burn();
        CHECK_EQUAL(waitpid(child, NULL, 0), child);
        have(map(MAP_PRIVATE));
    }
}

static void obey(message one, char *shared) {
    switch (one.order) {
    case FAMILY_PRIVATE:
        if (fork() == 0) {
            have_private();
        }
        break;
    case FAMILY_SHARED:
        if (fork() == 0) {
            have(shared);
        }
        break;
    case FAMILY_ORPHAN:
        leave_orphan();
        break;
    case FAMILY_BURNT:
        burn_unreaped();
        break;
    case FAMILY_HEIR:
        inherit();
        break;
    case FAMILY_SMALL:
        if (fork() == 0) {
            stay();
        }
        break;
    case FAMILY_KILL:
        CHECK_EQUAL(kill(one.whom, SIGKILL), 0);
        answer(one.whom);
        break;
    case FAMILY_REAP:
        CHECK_EQUAL(waitpid(one.whom, NULL, 0), one.whom);
        answer(one.whom);
        break;
    default:
        _exit(0);
    }
}

pid_t family_open(void) {
    CHECK_EQUAL(pipe2(orders, O_CLOEXEC), 0);
    CHECK_EQUAL(pipe2(answers, O_CLOEXEC), 0);
    pid_t root = fork();
    CHECK(root >= 0);
    if (root == 0) {
        message one;
        setpgid(0, 0);
        CHECK_EQUAL(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
        char *shared = map(MAP_SHARED);
        close(orders[1]);
        while (read(orders[0], &one, sizeof one) == sizeof one) {
            obey(one, shared);
        }
        kill(0, SIGKILL); /* the test has failed: nothing is left behind, but for orphans */
    }
    close(orders[0]);
    return root;
}

pid_t family_do(int order, pid_t whom) {
    message one = {.order = order, .whom = whom};
    CHECK_EQUAL(write(orders[1], &one, sizeof one), sizeof one);
    if (order == FAMILY_END) {
        return 0;
    }
    CHECK_EQUAL(read(answers[0], &whom, sizeof whom), sizeof whom);
    return whom;
}
