/* SPDX-License-Identifier: Apache-2.0 */
/* Odd sizes, so that a sum is only right if every part is. */
#include "observe/account.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fatal.h"
#include "check.h"

static ebb_ledger *ledger;
static ebb_account *accounts;

static void fresh(uint64_t survive_below) {
    ledger = ebb_map(sizeof *ledger);
    accounts = ebb_map(2 * sizeof *accounts);
    ledger->survive_below = survive_below;
    ebb_account_open(&accounts[0], ledger, 0);
    ebb_account_open(&accounts[1], ledger, 1);
}

static int64_t live_bytes(void) {
    return ledger->live_bytes + accounts[0].pending_bytes + accounts[1].pending_bytes;
}

static int64_t live_blocks(void) {
    return ledger->live_blocks + accounts[0].pending_blocks + accounts[1].pending_blocks;
}

static void counts_every_request(void) {
    uint64_t stream = 1;
    fresh(0);
    char *small = ebb_block_malloc(&accounts[0], 1009, &stream);
    char *aligned = ebb_block_align(&accounts[0], 128, 1536, &stream);
    CHECK_EQUAL((uintptr_t)aligned % 128, 0);
    CHECK_EQUAL(live_bytes(), 1009 + 1536);
    CHECK_EQUAL(live_blocks(), 2);
    small = ebb_block_realloc(&accounts[0], small, 1009, 4001);
    CHECK_EQUAL(live_bytes(), 4001 + 1536);
    ebb_block_free(&accounts[0], small, 4001);
    ebb_block_free(&accounts[1], aligned, 1536);
    CHECK_EQUAL(live_bytes(), 0);
    CHECK_EQUAL(live_blocks(), 0);
    CHECK_EQUAL(accounts[0].mallocs, 1);
    CHECK_EQUAL(accounts[0].aligned, 1);
    CHECK_EQUAL(accounts[0].reallocs, 1);
    CHECK_EQUAL(accounts[0].frees, 1);
    CHECK_EQUAL(accounts[0].frees_remote, 0);
    CHECK_EQUAL(accounts[0].bytes, 4001 + 1536);
    CHECK_EQUAL(accounts[1].frees, 1);
    CHECK_EQUAL(accounts[1].frees_remote, 1);
}

static void writes_blocks_from_end_to_end(void) {
    uint64_t stream = 1;
    fresh(0);
    unsigned char *block = ebb_block_malloc(&accounts[1], 999, &stream);
    for (size_t i = sizeof(ebb_mark); i < 999; i++) {
        CHECK_EQUAL(block[i], 1);
    }
    block = ebb_block_realloc(&accounts[1], block, 999, 70001);
    CHECK_EQUAL(block[70000], 1);
    ebb_block_free(&accounts[1], block, 70001);
}

static void peak_is_the_most_at_one_time(void) {
    uint64_t stream = 1;
    void *blocks[10];
    fresh(0);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 10; i++) { /* each above the grain: told to the ledger at once */
            blocks[i] = ebb_block_malloc(&accounts[i % 2], 40009, &stream);
        }
        for (int i = 0; i < 10; i++) {
            ebb_block_free(&accounts[0], blocks[i], 40009);
        }
    }
    CHECK_EQUAL(ledger->peak_bytes, 10 * 40009);
    CHECK_EQUAL(ledger->peak_blocks, 10);
    ebb_ledger_restart_peak(ledger, accounts, 2);
    CHECK_EQUAL(ledger->peak_bytes, 0);
}

static int64_t survivors_of(uint64_t seed) {
    uint64_t stream = seed;
    fresh(UINT64_MAX / 20); /* one in 20 */
    for (int i = 0; i < 20000; i++) {
        void *block = ebb_block_malloc(&accounts[0], 17, &stream);
        ebb_block_free(&accounts[i % 2], block, 17);
    }
    int64_t survivors = live_blocks();
    CHECK_EQUAL(live_bytes(), 17 * survivors);
    ebb_account_drop_survivors(&accounts[0]);
    ebb_account_drop_survivors(&accounts[1]);
    CHECK_EQUAL(live_blocks(), 0);
    CHECK_EQUAL(accounts[0].frees + accounts[1].frees, 20000);
    return survivors;
}

static void the_stream_chooses_the_survivors(void) {
    int64_t survivors = survivors_of(7);
    CHECK(survivors > 900 && survivors < 1100); /* 1000 expected, standard deviation 31 */
    CHECK_EQUAL(survivors_of(7), survivors);
}

static void a_block_without_its_mark_ends_the_process(void) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        uint64_t stream = 1;
        fresh(0);
        close(STDERR_FILENO);
        char *block = ebb_block_malloc(&accounts[0], 100, &stream);
        memset(block, 0, 4);
        ebb_block_free(&accounts[0], block, 100);
        _exit(0);
    }
    int status;
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK(WIFEXITED(status));
    CHECK_EQUAL(WEXITSTATUS(status), EBB_FATAL_EXIT);
}

int main(void) {
    counts_every_request();
    writes_blocks_from_end_to_end();
    peak_is_the_most_at_one_time();
    the_stream_chooses_the_survivors();
    a_block_without_its_mark_ends_the_process();
    return 0;
}
