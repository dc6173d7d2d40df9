/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs under impostor_malloc: of a library's calls those that reach most must be
 * made, from a thread that has allocated, and ebb_identify must name them. None of
 * them has books that are whole.
 * Arguments: the call for any thread and that for an owner as ebb_identify names
 * them, then as the library sees them.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include "check.h"
#include "ebb.h"

static const char *(*last_call)(void);

/* On a new thread, which has not allocated. */
static void *call_outside(void *expected) {
    CHECK_EQUAL(ebb_release(), EBB_OK);
    CHECK_EQUAL(strcmp(last_call(), expected), 0);
    return NULL;
}

static void *call_owner(void *expected) {
    CHECK_EQUAL(ebb_release_owner(), EBB_OK);
    CHECK_EQUAL(strcmp(last_call(), expected), 0);
    return NULL;
}

static void on_a_new_thread(void *(*body)(void *), char *expected) {
    pthread_t thread;
    CHECK_EQUAL(pthread_create(&thread, NULL, body, expected), 0);
    pthread_join(thread, NULL);
}

static void names(const char *key, const char *call) {
    char line[128];
    snprintf(line, sizeof line, "\n%s=%s\n", key, call);
    const char *text = ebb_identify();
    if (text == NULL || strstr(text, line) == NULL) {
        fprintf(stderr, "no%sin\n%s", line, text);
        exit(1);
    }
}

int main(int count, char **arguments) {
    CHECK_EQUAL(count, 5);
    *(void **)&last_call = dlsym(RTLD_DEFAULT, "impostor_last");
    CHECK(last_call != NULL);
    names("release", arguments[1]);
    names("release.owner", arguments[2]);
    on_a_new_thread(call_outside, arguments[3]);
    on_a_new_thread(call_owner, arguments[4]);
    ebb_books *books = ebb_books_open();
    CHECK(books != NULL);
    CHECK_EQUAL(ebb_books_read(books), EBB_ERROR_ABSENT);
    ebb_books_close(books);
    return 0;
}
