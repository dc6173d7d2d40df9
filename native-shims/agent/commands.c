/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "allocator/allocator.h"
#include "allocator/facts.h"
#include "base/base.h"
#include "report.h"

#define ANSWER_BYTES 1024
#define INTERVAL_MOST 3600000 /* ms */

/* The cure, since its interval was set or its counts began again. */
static struct {
    int64_t interval; /* ns; 0: none */
    int64_t next;
    int64_t calls;
    int64_t longest;
    int64_t cpu;
} cure;

typedef struct {
    int32_t status;
    int error;
    int64_t took;
    int64_t cpu;
} release;

static release release_once(void) {
    int64_t cpu = ebb_clock(CLOCK_THREAD_CPUTIME_ID);
    int64_t start = ebb_now();
    release one = {.status = ebb_release()};
    one.error = errno;
    one.took = ebb_now() - start;
    one.cpu = ebb_clock(CLOCK_THREAD_CPUTIME_ID) - cpu;
    return one;
}

void ebb_command_prepare(void) {
    (void)ebb_release_words();
}

static void recount(void) {
    cure.calls = 0;
    cure.longest = 0;
    cure.cpu = 0;
}

static void begin_cure(int64_t interval) {
    recount();
    cure.interval = interval;
    cure.next = ebb_now() + interval;
}

void ebb_command_forked(void) {
    begin_cure(cure.interval);
}

int64_t ebb_command_next(void) {
    return cure.interval == 0 ? INT64_MAX : cure.next;
}

void ebb_command_release(void) {
    release one = release_once();
    cure.calls += one.status == EBB_OK;
    cure.longest = one.took > cure.longest ? one.took : cure.longest;
    cure.cpu += one.cpu;
    cure.next += cure.interval;
    if (cure.next < ebb_now()) {
        cure.next = ebb_now(); /* the call took longer: none is caught up */
    }
}

static void answer_release(ebb_facts *answer) {
    release one = release_once();
    if (one.status == EBB_OK) {
        ebb_facts_add(answer, "took", "%lld", (long long)one.took);
        ebb_facts_add(answer, "cpu", "%lld", (long long)one.cpu);
    } else if (one.status == EBB_ERROR_ABSENT) {
        ebb_facts_add(answer, "error", "the allocator has no such call");
    } else {
        ebb_facts_add(answer, "error", "the allocator's call failed: errno %d", one.error);
    }
}

static void answer_interval(ebb_facts *answer, const char *argument) {
    char *end;
    long milliseconds = strtol(argument, &end, 10);
    if (end == argument || *end != '\0' || milliseconds < 0 || milliseconds > INTERVAL_MOST) {
        ebb_facts_add(answer, "error", "the interval '%.32s' is not 0 to %d ms", argument,
                      INTERVAL_MOST);
    } else if (milliseconds > 0 && ebb_release_words() == NULL) {
        ebb_facts_add(answer, "error", "the allocator has no such call");
    } else {
        begin_cure(milliseconds * EBB_MILLISECOND);
    }
}

static void answer_cure(ebb_facts *answer) {
    ebb_facts_add(answer, "calls", "%lld", (long long)cure.calls);
    ebb_facts_add(answer, "longest", "%lld", (long long)cure.longest);
    ebb_facts_add(answer, "cpu", "%lld", (long long)cure.cpu);
}

static void answer_books(ebb_facts *answer) {
    static const char *const key[EBB_BOOK_COUNT] = {"inuse", "cached", "metadata", "returned"};
    int64_t figures[EBB_BOOK_COUNT];
    ebb_bookkeeper keeper = ebb_bookkeeper_here();
    if (keeper == NULL || !keeper(figures)) {
        ebb_facts_add(answer, "error",
                      keeper == NULL ? "the allocator keeps no books"
                                     : "the books could not be read");
        return;
    }
    for (int i = 0; i < EBB_BOOK_COUNT; i++) {
        if (figures[i] >= 0) {
            ebb_facts_add(answer, key[i], "%lld", (long long)figures[i]);
        }
    }
}

/* What follows the word; NULL: the line is another command. */
static const char *argument_of(const char *line, const char *word) {
    size_t length = strlen(word);
    if (strncmp(line, word, length) != 0 || (line[length] != '\0' && line[length] != ' ')) {
        return NULL;
    }
    return line[length] == ' ' ? line + length + 1 : line + length;
}

bool ebb_command(const ebb_connection *connection, const char *line) {
    char text[ANSWER_BYTES] = "";
    ebb_facts answer = {.text = text, .capacity = sizeof text};
    if (argument_of(line, "report") != NULL) {
        ebb_report_renew();
        return ebb_report_send(connection, "asked", "yes");
    }
    if (argument_of(line, "release") != NULL) {
        answer_release(&answer);
    } else if (argument_of(line, "interval") != NULL) {
        answer_interval(&answer, argument_of(line, "interval"));
    } else if (argument_of(line, "cure") != NULL) {
        answer_cure(&answer);
    } else if (argument_of(line, "recount") != NULL) {
        recount();
    } else if (argument_of(line, "books") != NULL) {
        answer_books(&answer);
    } else if (argument_of(line, "quit") == NULL) {
        ebb_facts_add(&answer, "error", "no such command");
    }
    ebb_facts_add(&answer, "end", "%.32s", line);
    return ebb_connection_send(connection, text, answer.length);
}
