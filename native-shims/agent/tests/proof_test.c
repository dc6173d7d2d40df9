/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The agent under a real allocator: it says whose malloc it is, and its release
 * from outside brings memory back. Arguments: what is preloaded, the program
 * victim, the path of malloc's owner ("libc" for this program's own), and lines
 * that the report must have.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "observe/process.h"
#include "reader.h"
#include "victim.h"

#define BYTES ((int64_t)VICTIM_BLOCKS * VICTIM_BLOCK)

static int64_t resident(pid_t pid) {
    ebb_process_rollup rollup;
    CHECK(ebb_process_read_rollup(pid, &rollup));
    return rollup.rss;
}

int main(int count, char **arguments) {
    static const char *const functions[] = {"malloc",  "free",           "calloc",
                                            "realloc", "posix_memalign", "aligned_alloc"};
    Dl_info own;
    CHECK(count >= 4 && dladdr(dlsym(RTLD_DEFAULT, "malloc"), &own) != 0);
    const char *owner = strcmp(arguments[3], "libc") == 0 ? own.dli_fname : arguments[3];
    reader_open(arguments[1], NULL);
    char *command[] = {arguments[2], "grow", NULL};
    victim one = victim_start(true, command);
    report first = report_next();
    CHECK_EQUAL(report_number(&first, "pid"), one.pid);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        char line[4200];
        snprintf(line, sizeof line, "%s=%s", functions[i], owner);
        report_has(&first, line);
    }
    for (int i = 4; i < count; i++) {
        report_has(&first, arguments[i]);
    }
    victim_says(&one, "ready");
    int64_t held = resident(one.pid);
    report_command(&first, "release");
    int64_t took = report_number(&first, "took");
    int64_t left = resident(one.pid);
    printf("%lld bytes held, %lld after a release of %lld us\n", (long long)held, (long long)left,
           (long long)took / 1000);
    CHECK(took > 0);
    CHECK(left < BYTES / 5);           /* with the program and its libraries */
    report_command(&first, "release"); /* once more, where nothing is left */
    victim_end(&one);
    report_close(&first);
    reader_close();
    return 0;
}
