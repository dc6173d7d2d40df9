/* SPDX-License-Identifier: Apache-2.0 */
/* A broken invariant ends a build that checks, and costs the one that measures nothing. */
#include "base/invariant.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "pool/queue.h"

#ifdef EBB_INVARIANTS
#define CHECKED true
#else
#define CHECKED false
#endif

static bool seen;

static bool look(void) {
    seen = true;
    return true;
}

static void is_evaluated_only_where_it_is_checked(void) {
    EBB_ASSERT(look());
    CHECK_EQUAL(seen, CHECKED);
}

static void steal_with_work_of_its_own(void) {
    static ebb_local thief;
    static ebb_local victim;
    static ebb_injection overflow;
    static ebb_task task;
    ebb_local_push(&thief, &task, &overflow);
    (void)ebb_local_steal(&thief, &victim);
}

static void names_what_does_not_hold(void) {
    char said[400] = {0};
    int ends[2];
    CHECK_EQUAL(pipe(ends), 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        steal_with_work_of_its_own();
        _exit(0);
    }
    close(ends[1]);
    for (size_t length = 0; length < sizeof said - 1;) {
        ssize_t more = read(ends[0], said + length, sizeof said - 1 - length);
        if (more <= 0) {
            break;
        }
        length += (size_t)more;
    }
    close(ends[0]);
    int status;
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    if (CHECKED) {
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
        CHECK(strstr(said, "src/pool/queue.c:") != NULL);
        CHECK(strstr(said, "ebb_local_is_empty(local) does not hold.") != NULL);
    } else {
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        CHECK_EQUAL(strlen(said), 0);
    }
}

int main(void) {
    is_evaluated_only_where_it_is_checked();
    names_what_does_not_hold();
    return 0;
}
