/* SPDX-License-Identifier: Apache-2.0 */
#include "kernels/sizes.h"

#include "../tools/distributions.h"
#include "check.h"

typedef struct {
    double mean;
    uint32_t least;
    uint32_t most;
} found;

static found found_in(const ebb_size_table *table) {
    found of = {0, UINT32_MAX, 0};
    for (uint64_t place = 0; place < EBB_DRAWS;) {
        int64_t count = 1000;
        const uint32_t *draws = ebb_size_draws(table, &place, &count);
        for (int64_t i = 0; i < count; i++) {
            of.mean += (double)draws[i] / EBB_DRAWS;
            of.least = draws[i] < of.least ? draws[i] : of.least;
            of.most = draws[i] > of.most ? draws[i] : of.most;
        }
    }
    return of;
}

static void check_named(const char *name, double mean, uint32_t least, uint32_t most) {
    ebb_size_table table;
    ebb_sizes *sizes = distribution_of(name);
    CHECK_EQUAL(ebb_size_table_open(&table, sizes, 1), EBB_OK);
    found of = found_in(&table);
    CHECK(of.mean > mean * 0.999 && of.mean < mean * 1.001);
    CHECK(of.least >= least && of.least <= 2 * least);
    CHECK(of.most <= most && of.most >= most / 2);
    ebb_size_table_close(&table);
    ebb_sizes_close(sizes);
}

/* Weights of 3 to 1, exactly: the draws are one from each equal part. */
static void draws_are_as_often_as_their_weights(void) {
    ebb_size_table table;
    ebb_sizes *sizes = ebb_sizes_new();
    CHECK_EQUAL(ebb_sizes_add(sizes, 17, 0.75e-9), EBB_OK);
    CHECK_EQUAL(ebb_sizes_add(sizes, 1999993, 0.25e-9), EBB_OK);
    CHECK_EQUAL(ebb_size_table_open(&table, sizes, 5), EBB_OK);
    int64_t small = 0;
    int64_t turns = 0;
    for (int i = 0; i < EBB_DRAWS; i++) {
        CHECK(table.draws[i] == 17 || table.draws[i] == 1999993);
        small += table.draws[i] == 17;
        turns += i > 0 && table.draws[i] != table.draws[i - 1];
    }
    CHECK_EQUAL(small, 49152);
    CHECK(turns > 24000 && turns < 25200); /* shuffled: 24,576 expected, standard deviation 111 */
    ebb_size_table_close(&table);
    ebb_sizes_close(sizes);
}

/* One in 131,072 is in about every second round: neither never nor always. */
static void rare_sizes_are_not_lost(void) {
    ebb_sizes *sizes = ebb_sizes_new();
    CHECK_EQUAL(ebb_sizes_add(sizes, 16, 131071), EBB_OK);
    CHECK_EQUAL(ebb_sizes_add(sizes, 1 << 30, 1), EBB_OK);
    int64_t rounds = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        ebb_size_table table;
        CHECK_EQUAL(ebb_size_table_open(&table, sizes, seed), EBB_OK);
        rounds += found_in(&table).most == 1 << 30;
        ebb_size_table_close(&table);
    }
    CHECK(rounds > 70 && rounds < 130); /* 100 expected, standard deviation 7 */
    ebb_sizes_close(sizes);
}

static void the_seed_decides_the_draws(void) {
    ebb_size_table one;
    ebb_size_table same;
    ebb_size_table other;
    ebb_sizes *sizes = distribution_of("small");
    CHECK_EQUAL(ebb_size_table_open(&one, sizes, 7), EBB_OK);
    CHECK_EQUAL(ebb_size_table_open(&same, sizes, 7), EBB_OK);
    CHECK_EQUAL(ebb_size_table_open(&other, sizes, 8), EBB_OK);
    CHECK(memcmp(one.draws, same.draws, EBB_DRAWS * sizeof *one.draws) == 0);
    CHECK(memcmp(one.draws, other.draws, EBB_DRAWS * sizeof *one.draws) != 0);
    ebb_size_table_close(&one);
    ebb_size_table_close(&same);
    ebb_size_table_close(&other);
    ebb_sizes_close(sizes);
}

static void refuses_what_is_out_of_range(void) {
    ebb_size_table table;
    ebb_sizes *sizes = ebb_sizes_new();
    CHECK_EQUAL(ebb_size_table_open(&table, sizes, 1), EBB_ERROR_RANGE); /* none is there */
    CHECK_EQUAL(ebb_sizes_add(sizes, 0, 1), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_sizes_add(sizes, (1 << 30) + 1, 1), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_sizes_add(sizes, 16, 0), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_sizes_add(sizes, 16, -1), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_sizes_add(sizes, 16, (double)NAN), EBB_ERROR_RANGE);
    CHECK_EQUAL(ebb_sizes_add(sizes, 16, (double)INFINITY), EBB_ERROR_RANGE);
    for (int i = 0; i < EBB_SIZES_MOST; i++) {
        CHECK_EQUAL(ebb_sizes_add(sizes, 1 << 30, 1e18), EBB_OK);
    }
    CHECK_EQUAL(ebb_sizes_add(sizes, 16, 1), EBB_ERROR_STATE);
    CHECK_EQUAL(ebb_size_table_open(&table, sizes, 1), EBB_OK);
    CHECK_EQUAL(found_in(&table).least, 1 << 30);
    ebb_size_table_close(&table);
    ebb_sizes_close(sizes);
}

int main(void) {
    check_named("tiny", 36, 8, 64);
    check_named("small", 240.757, 16, 1024);
    check_named("mixed", 1557.62, 16, 32768);
    check_named("article", 1101.62, 16, 3202);
    draws_are_as_often_as_their_weights();
    rare_sizes_are_not_lost();
    the_seed_decides_the_draws();
    refuses_what_is_out_of_range();
    return 0;
}
