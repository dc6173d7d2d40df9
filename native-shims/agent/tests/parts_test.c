/* SPDX-License-Identifier: Apache-2.0 */
/* The agent's parts within this program, where sanitizers can watch them. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "agent.h"
#include "allocator/symbols.h"
#include "connection.h"
#include "objects.h"
#include "program.h"
#include "reader.h"
#include "report.h"

/* What others do not see of this program. */
static __attribute__((noinline, used)) void *test_malloc(void) {
    return NULL;
}
static __attribute__((noinline, used)) void *test_mallctl(void) {
    return NULL;
}

static void functions_are_found_as_dlsym_finds_them(void) {
    static const char *const names[] = {"malloc",       "free",    "gnu_get_libc_version",
                                        "malloc_trim",  "dlsym",   "__tls_get_addr",
                                        "no_such_name", "mallctl", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CHECK(ebb_symbol(names[i], NULL) == dlsym(RTLD_DEFAULT, names[i]));
    }
    Dl_info info;
    CHECK(dladdr(dlsym(RTLD_DEFAULT, "gnu_get_libc_version"), &info) != 0);
    CHECK_EQUAL(strcmp(ebb_owner(ebb_symbol("gnu_get_libc_version", NULL)), info.dli_fname), 0);
    CHECK(ebb_owner(&info) == NULL); /* the stack is nobody's */
    CHECK(ebb_symbol("gnu_get_libc_version", "/no/such/library") == NULL);
}

static bool count_object(const ebb_object *object, void *counted) {
    CHECK_EQUAL(object->is_program, *(int *)counted == 0);
    CHECK(object->end > object->base);
    ++*(int *)counted;
    return true;
}

static bool stop_at_once(const ebb_object *object, void *counted) {
    (void)object;
    ++*(int *)counted;
    return false;
}

static void the_program_is_the_first_object(void) {
    int objects = 0;
    int visits = 0;
    ebb_objects_each(count_object, &objects);
    ebb_objects_each(stop_at_once, &visits);
    CHECK(objects >= 3); /* this, libc, ld.so */
    CHECK_EQUAL(visits, 1);
}

static void what_only_the_table_names_is_found_under_a_prefix(void) {
    void *(*hidden)(void) = test_malloc;
    void *found = (void *)ebb_program_function("test_malloc");
    CHECK_EQUAL(memcmp(&hidden, &found, sizeof found), 0);
    CHECK(ebb_program_function("no_such_name") == NULL);
    setenv("EBB_AGENT_PREFIX", "test_", 1);
    CHECK_EQUAL(strcmp(ebb_malloc_owner(), ebb_program_path()), 0);
    CHECK(ebb_symbol("mallctl", ebb_program_path()) == ebb_program_function("test_mallctl"));
    CHECK(ebb_symbol("mallctl", NULL) == ebb_program_function("test_mallctl"));
    CHECK(ebb_symbol("malloc_trim", NULL) == NULL); /* libc's: it is not of that allocator */
    setenv("EBB_AGENT_PREFIX", "nobodys_", 1);
    CHECK(ebb_malloc_owner() == NULL);
    CHECK(ebb_symbol("malloc", NULL) == NULL);
    unsetenv("EBB_AGENT_PREFIX");
}

static void a_connection_is_high_and_knows_its_own(void) {
    ebb_connection one;
    CHECK(ebb_connection_open(&one));
    CHECK(one.descriptor >= 1008);
    CHECK_EQUAL(fcntl(one.descriptor, F_GETFD), FD_CLOEXEC);
    CHECK(ebb_connection_is_ours(&one));
    int number = one.descriptor;
    int other = open("/dev/null", O_RDONLY | O_CLOEXEC);
    CHECK_EQUAL(dup2(other, number), number);
    CHECK(!ebb_connection_is_ours(&one));
    CHECK(!ebb_connection_send(&one, "x", 1));
    ebb_connection_close(&one);
    CHECK(fcntl(number, F_GETFD) >= 0); /* the program's, and left to it */
    close(number);
    close(other);
    CHECK(!ebb_connection_is_ours(&one));
}

static void few_descriptors_suffice(void) {
    struct rlimit before;
    CHECK_EQUAL(getrlimit(RLIMIT_NOFILE, &before), 0);
    struct rlimit few = {.rlim_cur = 64, .rlim_max = before.rlim_max};
    CHECK_EQUAL(setrlimit(RLIMIT_NOFILE, &few), 0);
    ebb_connection one;
    CHECK(ebb_connection_open(&one));
    CHECK(one.descriptor >= 48 && one.descriptor < 64);
    ebb_connection_close(&one);
    CHECK_EQUAL(setrlimit(RLIMIT_NOFILE, &before), 0);
}

static void addresses_have_a_length(void) {
    char address[200];
    memset(address, 'a', sizeof address);
    address[108] = '\0'; /* as long as sun_path, and a zero */
    CHECK(!ebb_connection_address(address));
    CHECK(!ebb_connection_address(""));
    ebb_connection one;
    CHECK(ebb_connection_address("@ebb-no-such-name"));
    CHECK(!ebb_connection_open(&one) && errno == ECONNREFUSED);
    CHECK_EQUAL(one.descriptor, -1);
}

static _Atomic bool stopping;

/* What a fork does, without the child. */
static void *stop_and_go_on(void *argument) {
    while (!atomic_load(&stopping)) {
        CHECK(ebb_agent_stop());
        ebb_agent_go_on();
    }
    return argument;
}

static void commands_and_forks_take_turns(void) {
    pthread_t other;
    CHECK(ebb_report_prepare());
    ebb_agent_begin("start", "yes");
    report first = report_next();
    report_has(&first, "control=yes");
    report_has(&first, "how=start");
    CHECK_EQUAL(pthread_create(&other, NULL, stop_and_go_on, NULL), 0);
    report_command(&first, "interval 1");
    for (int i = 0; i < 200; i++) {
        report_command(&first, i % 3 == 0 ? "cure" : i % 3 == 1 ? "books" : "report");
    }
    report_command(&first, "a line that is longer than any command can be, longer than 128 bytes, "
                           "and longer still, so that its end is nothing that anybody has asked");
    report_has(&first, "error=no such command");
    report_command(&first, "quit");
    CHECK(report_is_closed(&first));
    atomic_store(&stopping, true);
    pthread_join(other, NULL);
    report_close(&first);
}

static void is_forked_with(const char *control) {
    CHECK(ebb_agent_stop());
    ebb_agent_forked(true);
    report child = report_next();
    report_has(&child, "how=fork");
    report_has(&child, control);
    CHECK(report_is_closed(&child));
    report_close(&child);
}

/* After quit; without a fork, since all that remains in a child is this thread. */
static void a_child_says_why_it_takes_no_commands(void) {
    is_forked_with("control=forked after quit");
    is_forked_with("control=forked after quit"); /* a grandchild */
    ebb_agent_begin("fork", "forked within a command");
    report one = report_next();
    is_forked_with("control=forked within a command");
    report_close(&one);
}

int main(void) {
    functions_are_found_as_dlsym_finds_them();
    the_program_is_the_first_object();
    what_only_the_table_names_is_found_under_a_prefix();
    addresses_have_a_length();
    reader_open("", NULL);
    CHECK(ebb_connection_address(reader_address()));
    a_connection_is_high_and_knows_its_own();
    few_descriptors_suffice();
    reader_close();
    reader_open("", NULL); /* without those that were opened before */
    CHECK(ebb_connection_address(reader_address()));
    commands_and_forks_take_turns();
    a_child_says_why_it_takes_no_commands();
    reader_close();
    return 0;
}
