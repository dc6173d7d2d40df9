/* SPDX-License-Identifier: Apache-2.0 */
#include "pool/queue.h"

#include <string.h>

#include "check.h"

#define TASKS 200000
#define THIEVES 2

static ebb_local owner;
static ebb_local thief[THIEVES];
static ebb_injection injection;
static ebb_task tasks[TASKS];
static _Atomic uint32_t taken[TASKS];
static _Atomic bool finished;

static void take(ebb_task *task) {
    atomic_fetch_add(&taken[task - tasks], 1);
}

static int64_t drain_injection(void) {
    int64_t count = 0;
    for (ebb_task *task; (task = ebb_injection_pop(&injection)) != NULL; count++) {
        take(task);
    }
    return count;
}

static void pops_first_in_first_out(void) {
    CHECK(ebb_local_pop(&owner) == NULL);
    for (int i = 0; i < 5; i++) {
        ebb_local_push(&owner, &tasks[i], &injection);
    }
    for (int i = 0; i < 5; i++) {
        CHECK(ebb_local_pop(&owner) == &tasks[i]);
    }
    CHECK(ebb_local_is_empty(&owner));
}

static void a_full_queue_gives_half_to_the_injection(void) {
    for (int i = 0; i <= EBB_LOCAL_CAPACITY; i++) {
        ebb_local_push(&owner, &tasks[i], &injection);
    }
    CHECK_EQUAL(injection.length, EBB_LOCAL_CAPACITY / 2 + 1);
    for (int i = 0; i < EBB_LOCAL_CAPACITY / 2; i++) {
        CHECK(ebb_injection_pop(&injection) == &tasks[i]);
    }
    CHECK(ebb_injection_pop(&injection) == &tasks[EBB_LOCAL_CAPACITY]);
    CHECK(ebb_injection_pop(&injection) == NULL);
    CHECK(ebb_local_pop(&owner) == &tasks[EBB_LOCAL_CAPACITY / 2]);
    while (ebb_local_pop(&owner) != NULL) {
    }
}

static void a_thief_takes_half(void) {
    for (int i = 0; i < 9; i++) {
        ebb_local_push(&owner, &tasks[i], &injection);
    }
    CHECK(ebb_local_steal(&thief[0], &owner) == &tasks[4]); /* of 0 to 4, the last is run */
    for (int i = 0; i < 4; i++) {
        CHECK(ebb_local_pop(&thief[0]) == &tasks[i]);
    }
    CHECK(ebb_local_pop(&thief[0]) == NULL);
    for (int i = 5; i < 9; i++) {
        CHECK(ebb_local_pop(&owner) == &tasks[i]);
    }
    CHECK(ebb_local_steal(&thief[0], &owner) == NULL);
}

static void *steal_until_finished(void *argument) {
    ebb_local *own = argument;
    while (!atomic_load(&finished) || !ebb_local_is_empty(&owner)) {
        ebb_task *task = ebb_local_steal(own, &owner);
        for (; task != NULL; task = ebb_local_pop(own)) {
            take(task);
        }
    }
    return NULL;
}

static void every_task_is_taken_once(void) {
    pthread_t threads[THIEVES];
    for (int i = 0; i < THIEVES; i++) {
        CHECK_EQUAL(pthread_create(&threads[i], NULL, steal_until_finished, &thief[i]), 0);
    }
    for (int i = 0; i < TASKS; i++) {
        ebb_local_push(&owner, &tasks[i], &injection);
        if (i % 3 == 0) {
            ebb_task *task = ebb_local_pop(&owner);
            if (task != NULL) {
                take(task);
            }
        }
    }
    atomic_store(&finished, true);
    for (int i = 0; i < THIEVES; i++) {
        CHECK_EQUAL(pthread_join(threads[i], NULL), 0);
    }
    drain_injection();
    CHECK_EQUAL(injection.length, 0);
    for (int i = 0; i < TASKS; i++) {
        CHECK_EQUAL(taken[i], 1);
    }
}

int main(void) {
    ebb_injection_open(&injection);
    pops_first_in_first_out();
    a_full_queue_gives_half_to_the_injection();
    a_thief_takes_half();
    every_task_is_taken_once();
    ebb_injection_close(&injection);
    return 0;
}
