/* SPDX-License-Identifier: Apache-2.0 */
#include "pool/timers.h"

#include "base/clock.h"
#include "check.h"

static ebb_timers timers;

#define ORIGIN INT64_C(1000000007)

/* In the middle of a tick. */
static int64_t time_of(int64_t tick) {
    return ORIGIN + tick * EBB_MILLISECOND + EBB_MILLISECOND / 2;
}

static ebb_task *take_at(int64_t tick) {
    return ebb_timers_take(&timers, time_of(tick));
}

static void arm_at(int64_t now, ebb_task *task, int64_t milliseconds) {
    int64_t due;
    CHECK(ebb_timers_arm(&timers, task, time_of(now), milliseconds * EBB_MILLISECOND, &due) ==
          NULL);
    CHECK_EQUAL(due, now + milliseconds + 1);
}

static void are_due_in_order_and_not_before(void) {
    ebb_task late = {0};
    ebb_task early = {0};
    ebb_task with_early = {0};
    CHECK(ebb_timers_next(&timers) == EBB_TIMER_NONE);
    arm_at(100, &late, 50);
    arm_at(100, &early, 20);
    arm_at(100, &with_early, 20);
    CHECK_EQUAL(ebb_timers_next(&timers), 121);
    CHECK(take_at(120) == NULL);
    CHECK(take_at(121) == &early);
    CHECK(early.next == &with_early && with_early.next == NULL);
    CHECK_EQUAL(ebb_timers_next(&timers), 151);
    CHECK(take_at(1000) == &late);
    CHECK(ebb_timers_next(&timers) == EBB_TIMER_NONE);
}

static void a_pause_longer_than_a_round_loses_none(void) {
    ebb_task first = {0};
    ebb_task second = {0};
    arm_at(2000, &first, 10);
    arm_at(2000, &second, EBB_TIMER_SLOTS - 2);
    CHECK(take_at(2000 + 3 * EBB_TIMER_SLOTS) != NULL);
    CHECK(ebb_timers_next(&timers) == EBB_TIMER_NONE);
    CHECK((first.next == &second) != (second.next == &first));
}

static void a_later_round_waits_for_its_turn(void) {
    ebb_task task = {0};
    int64_t now = 4 * EBB_TIMER_SLOTS;
    CHECK(take_at(now) == NULL);
    arm_at(now, &task, EBB_TIMER_SLOTS + 9);
    CHECK(take_at(now + 20) == NULL); /* its slot, one round early */
    CHECK(take_at(now + EBB_TIMER_SLOTS + 9) == NULL);
    CHECK(take_at(now + EBB_TIMER_SLOTS + 10) == &task);
}

static void a_timer_armed_too_late_comes_back_at_once(void) {
    ebb_task task = {0};
    int64_t due;
    int64_t now = 7 * EBB_TIMER_SLOTS;
    CHECK(take_at(now) == NULL);
    /* This thread read the clock 5 ms ago. */
    CHECK(ebb_timers_arm(&timers, &task, time_of(now - 5), 0, &due) == &task);
}

int main(void) {
    ebb_timers_open(&timers, ORIGIN);
    are_due_in_order_and_not_before();
    a_pause_longer_than_a_round_loses_none();
    a_later_round_waits_for_its_turn();
    a_timer_armed_too_late_comes_back_at_once();
    return 0;
}
