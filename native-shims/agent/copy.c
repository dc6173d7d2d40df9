/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "copy.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ebb.h"

#define TEXT_BYTES 65536 /* as ebb_identify's */
#define LIMIT_SECONDS 2

/* A time limit by the default action of SIGALRM: a copy's timers and handlers are its own. */
static void limit_time(void) {
    sigset_t alarm_only;
    struct itimerval limit = {.it_value = {.tv_sec = LIMIT_SECONDS}};
    signal(SIGALRM, SIG_DFL);
    sigemptyset(&alarm_only);
    sigaddset(&alarm_only, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
    setitimer(ITIMER_REAL, &limit, NULL);
}

static _Noreturn void be_copy(char *shared) {
    prctl(PR_SET_NAME, "ebb-copy"); /* observe/members.c knows it by this name */
    prctl(PR_SET_DUMPABLE, 0);      /* it leaves no core file */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit_time();
    const char *text = ebb_identify();
    if (text != NULL) {
        memcpy(shared, text, strnlen(text, TEXT_BYTES - 1));
    }
    syscall(SYS_exit_group, 0);
    __builtin_unreachable();
}

static void explain(ebb_facts *facts, int status) {
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
        ebb_facts_add(facts, "unidentified", "the allocator did not answer within %d s",
                      LIMIT_SECONDS);
    } else if (WIFSIGNALED(status)) {
        ebb_facts_add(facts, "unidentified", "the question ended with signal %d", WTERMSIG(status));
    } else {
        ebb_facts_add(facts, "unidentified", "the allocator said nothing");
    }
}

/* Facts from the allocator; each process looks up the owners itself. */
static bool is_own(const char *key) {
    return strcmp(key, "family") == 0 || strcmp(key, "version") == 0 ||
           strncmp(key, "release", strlen("release")) == 0 ||
           strncmp(key, "setting.", strlen("setting.")) == 0;
}

/* Of whole lines of key=value, as ebb_identify wrote them. */
static void take_lines(ebb_facts *facts, char *text) {
    char *rest = text;
    for (char *line = strsep(&rest, "\n"); rest != NULL; line = strsep(&rest, "\n")) {
        char *value = strchr(line, '=');
        if (value != NULL) {
            *value = '\0';
            if (is_own(line)) {
                ebb_facts_add(facts, line, "%s", value + 1);
            }
        }
    }
}

void ebb_copy_identify(ebb_facts *facts) {
    char *shared =
        mmap(NULL, TEXT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    /* Not fork: no handler runs, and with no signal at its end only __WCLONE waits for it. */
    pid_t copy = shared == MAP_FAILED ? -1 : (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
    if (copy < 0) {
        ebb_facts_add(facts, "unidentified", "no copy of the process could be made: errno %d",
                      errno);
    } else if (copy == 0) {
        be_copy(shared);
    } else {
        int status = 0;
        while (waitpid(copy, &status, (int)__WCLONE) < 0 && errno == EINTR) {
        }
        if (shared[0] == '\0') {
            explain(facts, status);
        }
        take_lines(facts, shared);
    }
    if (shared != MAP_FAILED) {
        munmap(shared, TEXT_BYTES);
    }
}
