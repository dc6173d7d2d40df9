/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ebb-thp (the argument): what it starts, and the child of that, have the rule
 * that was asked for, and get huge pages by it. Without any rule the same memory
 * gets them where this machine allows them: the control. And a mapping says
 * whether anybody has asked for them there.
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "check.h"

#define BYTES ((size_t)8 << 20)
#define CANNOT_START 127

static const char *starter;
static const char *self;

/* KiB of this process's anonymous huge pages. */
static long huge(void) {
    char line[256];
    long kib = -1;
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    CHECK(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        sscanf(line, "AnonHugePages: %ld", &kib);
    }
    fclose(file);
    return kib;
}

/* KiB that memory has of them once it is touched. */
static long huge_of(bool advised) {
    long before = huge();
    char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    CHECK(!advised || madvise(memory, BYTES, MADV_HUGEPAGE) == 0);
    memset(memory, 1, BYTES);
    long more = huge() - before;
    munmap(memory, BYTES);
    return more;
}

/* Each half of one mapping, which the kernel splits. */
static void what_is_asked_for_is_told(void) {
    char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    CHECK_EQUAL(ebb_thp_is_advised(memory), 0);
    if (madvise(memory + BYTES / 2, BYTES / 2, MADV_HUGEPAGE) == 0) { /* else: a kernel without */
        CHECK_EQUAL(ebb_thp_is_advised(memory + BYTES / 2 - 1), 0);
        CHECK_EQUAL(ebb_thp_is_advised(memory + BYTES / 2), 1);
        CHECK_EQUAL(ebb_thp_is_advised(memory + BYTES - 1), 1);
    }
    munmap(memory, BYTES);
    CHECK_EQUAL(ebb_thp_is_advised(NULL), -1);
}

/* What a process started as this test does: in a child of its, which has the rule by inheritance.
 */
static int tell(void) {
    pid_t child = fork();
    if (child == 0) {
        printf("%s %ld %ld\n", ebb_thp() == NULL ? "unknown" : ebb_thp(), huge_of(false),
               huge_of(true));
        return 0;
    }
    int status;
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK_EQUAL(status, 0);
    return 0;
}

typedef struct {
    int status;
    char mode[16];
    long plain;
    long advised;
} told;

/* With an empty rule without the starter. */
static told under(const char *rule) {
    char command[512];
    char line[256] = "";
    told is = {.plain = -1, .advised = -1};
    snprintf(command, sizeof command, "%s %s %s tell 2>&1", rule[0] == '\0' ? "" : starter, rule,
             self);
    FILE *from = popen(command, "r");
    CHECK(from != NULL);
    while (fgets(line, sizeof line, from) != NULL) {
        sscanf(line, "%15s %ld %ld", is.mode, &is.plain, &is.advised);
    }
    is.status = WEXITSTATUS(pclose(from));
    return is;
}

int main(int count, char **arguments) {
    CHECK_EQUAL(count, 2);
    if (strcmp(arguments[1], "tell") == 0) {
        return tell();
    }
    starter = arguments[1];
    self = arguments[0];
    what_is_asked_for_is_told();

    told control = under("");
    CHECK_EQUAL(control.status, 0);
    CHECK_EQUAL(strcmp(control.mode, "host"), 0);
    if (control.advised == 0) {
        printf("this machine gives nobody huge pages\n");
    }

    told host = under("host");
    CHECK_EQUAL(host.status, 0);
    CHECK_EQUAL(strcmp(host.mode, "host"), 0);
    CHECK_EQUAL(host.advised > 0, control.advised > 0);

    told never = under("never");
    CHECK_EQUAL(never.status, 0);
    CHECK_EQUAL(strcmp(never.mode, "never"), 0);
    CHECK_EQUAL(never.plain, 0);
    CHECK_EQUAL(never.advised, 0);

    told madvise_only = under("madvise");
    if (madvise_only.status == CANNOT_START) {
        printf("this kernel has no PR_THP_DISABLE_EXCEPT_ADVISED\n");
    } else {
        CHECK_EQUAL(madvise_only.status, 0);
        CHECK_EQUAL(strcmp(madvise_only.mode, "madvise"), 0);
        CHECK_EQUAL(madvise_only.plain, 0);
        CHECK_EQUAL(madvise_only.advised > 0, control.advised > 0);
    }

    CHECK_EQUAL(under("always").status, CANNOT_START);
    CHECK_EQUAL(under("never /no/such/program").status, CANNOT_START);
    return 0;
}
