/* SPDX-License-Identifier: Apache-2.0 */
#include "kernels/floor.h"

#include "check.h"

static ebb_floor_store store;

static void a_class_holds_its_sizes(void) {
    CHECK_EQUAL(ebb_floor_class(1), 0);
    CHECK_EQUAL(ebb_floor_class(16), 0);
    CHECK_EQUAL(ebb_floor_class(17), 1);
    CHECK_EQUAL(ebb_floor_class(1024), 63);
    CHECK_EQUAL(ebb_floor_class(1025), 64);
    CHECK_EQUAL(ebb_floor_class(1152), 64);
    CHECK_EQUAL(ebb_floor_class(1153), 65);
    CHECK_EQUAL(ebb_floor_class(2048), 71);
    CHECK_EQUAL(ebb_floor_class(2049), 72);
    CHECK_EQUAL(ebb_floor_class((size_t)1 << 30), EBB_FLOOR_CLASSES - 1);
}

static void blocks_lie_apart_and_come_again(void) {
    ebb_floor *floor = ebb_floor_new(&store);
    char *first = ebb_floor_malloc(floor, 1153);
    char *second = ebb_floor_malloc(floor, 1280);
    CHECK_EQUAL((uintptr_t)first % 16, 0);
    CHECK(second >= first + 1280);
    ebb_floor_free(floor, first, 1153);
    ebb_floor_free(floor, second, 1280);
    CHECK(ebb_floor_malloc(floor, 1200) == second); /* last in first out */
    CHECK(ebb_floor_malloc(floor, 1200) == first);
    char *large = ebb_floor_malloc(floor, (size_t)1 << 30);
    CHECK(large != NULL);
    large[((size_t)1 << 30) - 1] = 1;
    ebb_unmap(floor, sizeof *floor);
}

static void realloc_moves_what_was_there(void) {
    ebb_floor *floor = ebb_floor_new(&store);
    char *block = ebb_floor_malloc(floor, 999);
    memset(block, 7, 999);
    char *moved = ebb_floor_realloc(floor, block, 999, 70001);
    CHECK(moved != block);
    CHECK_EQUAL(moved[998], 7);
    CHECK(ebb_floor_malloc(floor, 999) == block);
    ebb_unmap(floor, sizeof *floor);
}

/* One frees and the other allocates: what is mapped stays bounded. */
static void a_full_stack_goes_to_others(void) {
    ebb_floor *one = ebb_floor_new(&store);
    ebb_floor *other = ebb_floor_new(&store);
    char *least = NULL;
    char *most = NULL;
    for (int i = 0; i < 100 * EBB_FLOOR_CHAIN; i++) {
        char *block = ebb_floor_malloc(one, 48);
        least = least == NULL || block < least ? block : least;
        most = block > most ? block : most;
        ebb_floor_free(other, block, 48);
    }
    CHECK_EQUAL(most - least, EBB_FLOOR_CHAIN * 48); /* one more than it takes to fill the stack */
    ebb_unmap(one, sizeof *one);
    ebb_unmap(other, sizeof *other);
}

int main(void) {
    a_class_holds_its_sizes();
    blocks_lie_apart_and_come_again();
    realloc_moves_what_was_there();
    a_full_stack_goes_to_others();
    ebb_floor_close(&store);
    CHECK(store.chunks == NULL);
    return 0;
}
