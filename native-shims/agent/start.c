/* SPDX-License-Identifier: Apache-2.0 */
/* Where the agent starts in a process: between its libraries' initialisers and its own. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "connection.h"
#include "report.h"

static _Thread_local bool is_stopped;

static void before_fork(void) {
    int before = errno;
    is_stopped = ebb_agent_stop();
    errno = before;
}

static void after_fork(void) {
    int before = errno;
    if (is_stopped) {
        ebb_agent_go_on();
    }
    errno = before;
}

static void in_child(void) {
    int before = errno;
    ebb_agent_forked(is_stopped);
    errno = before;
}

/*
 * What glibc's pthread_atfork calls. pthread_atfork itself is not exported, and
 * would keep a program with another libc from starting: there this is NULL.
 */
extern int __register_atfork(void (*before)(void), void (*after)(void), void (*child)(void),
                             void *library) __attribute__((weak));
extern void *__dso_handle __attribute__((visibility("hidden")));

/*
 * The handlers come last: by starting the thread the allocator has set up its own,
 * which then stop it after ours stop the thread, and release it before.
 */
static void begin(void) {
    const char *address = getenv("EBB_AGENT");
    const char *control = getenv("EBB_AGENT_CONTROL");
    if (__register_atfork == NULL || address == NULL || !ebb_connection_address(address) ||
        !ebb_report_prepare()) {
        return;
    }
    bool asked = control != NULL && strcmp(control, "1") == 0;
    ebb_agent_begin("start", asked ? "yes" : EBB_AGENT_UNASKED);
    __register_atfork(before_fork, after_fork, in_child, __dso_handle);
}

typedef int (*main_function)(int count, char **arguments, char **environment);
typedef int (*start_function)(main_function program, int count, char **arguments,
                              void (*before)(void), void (*after)(void), void (*ld_so)(void),
                              void *stack);

/*
 * Every program's first call into libc. A constructor would not do: that of an
 * allocator before us in LD_PRELOAD runs after ours, and until then gperftools
 * reports settings that it has not read yet.
 */
__attribute__((visibility("default"))) int __libc_start_main(main_function program, int count,
                                                             char **arguments, void (*before)(void),
                                                             void (*after)(void),
                                                             void (*ld_so)(void), void *stack) {
    start_function next;
    int error = errno;
    *(void **)&next = dlsym(RTLD_NEXT, "__libc_start_main");
    begin();
    errno = error;
    return next(program, count, arguments, before, after, ld_so, stack);
}
