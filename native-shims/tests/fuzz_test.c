/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gives every reader of /proc, and the reader of the agent's own program, files
 * that are damaged at random: they must say what they say of no file, or give
 * values in their ranges. What they must not do, the sanitizers tell.
 *   fuzz_test [SECONDS [SEED]]
 * There is no coverage to guide it: the readers have some ten branches each, and
 * all of them are met within a second.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../agent/program.h"
#include "base/base.h"
#include "base/random.h"
#include "check.h"
#include "ebb.h"
#include "observe/process.h"
#include "observe/statm.h"

#define MOST 8192
#define TIMES 1000

static uint64_t state;
static int file = -1;

/* Stands before libc's: what is opened below /proc is the file of the test. */
int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    int mode = (flags & O_CREAT) != 0 ? va_arg(rest, int) : 0;
    va_end(rest);
    if (file < 0 || strncmp(path, "/proc/", strlen("/proc/")) != 0) {
        return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    }
    lseek(file, 0, SEEK_SET);
    return dup(file);
}

static uint64_t below(uint64_t count) {
    return ebb_uniform(&state, 0, count - 1);
}

typedef struct {
    size_t size;
    char bytes[MOST];
} content;

static content texts[] = {
    {.bytes = "12 (a) b) R 7 12 12 0 -1 4194560 101 202 3 4 11 12 13 14 20 0 1 0 5 6 7 8\n"},
    {.bytes = "00400000-ffffffff ---p 00000000 00:00 0 [rollup]\nRss:  1234 kB\nPss: 12 kB\n"
              "AnonHugePages: 2048 kB\nSwap: 0 kB\nLazyFree:   16 kB\n"},
    {.bytes = "Name:\tebb\nUmask:\t0022\nState:\tS\nVmHWM:\t  4321 kB\nVmRSS:\t 1234 kB\n"},
    {.bytes = "2500 308 250 4 0 300 0\n"},
    {.bytes = "0.10 0.20 0.30 1/234 5678\n"},
};
#define TEXTS (sizeof texts / sizeof *texts)

/* A program with one function, as program.c looks for it. */
static content a_program(void) {
    static const char names[] = "\0asked";
    content made = {.size = 1024};
    ElfW(Ehdr) header = {.e_shoff = 512, .e_shnum = 3, .e_shentsize = sizeof(ElfW(Shdr))};
    ElfW(Shdr) sections[3] = {
        {.sh_type = SHT_NULL},
        {.sh_type = SHT_SYMTAB, .sh_offset = 256, .sh_size = 2 * sizeof(ElfW(Sym)), .sh_link = 2},
        {.sh_type = SHT_STRTAB, .sh_offset = 384, .sh_size = sizeof names},
    };
    ElfW(Sym) symbols[2] = {
        {.st_name = 0},
        {.st_name = 1,
         .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
         .st_shndx = 1,
         .st_value = 99},
    };
    memcpy(header.e_ident, ELFMAG, SELFMAG);
    memcpy(made.bytes, &header, sizeof header);
    memcpy(made.bytes + 256, symbols, sizeof symbols);
    memcpy(made.bytes + 384, names, sizeof names);
    memcpy(made.bytes + 512, sections, sizeof sections);
    return made;
}

static void insert(content *changed, size_t at, const char *bytes, size_t size) {
    if (changed->size + size <= MOST) {
        memmove(changed->bytes + at + size, changed->bytes + at, changed->size - at);
        memcpy(changed->bytes + at, bytes, size);
        changed->size += size;
    }
}

static void damage(content *changed) {
    static const char *const words[] = {"99999999999999999999",
                                        "-1",
                                        "-9223372036854775808",
                                        "9223372036854775807",
                                        ")",
                                        "(",
                                        " ",
                                        "\n",
                                        "",
                                        "0",
                                        "kB"};
    static const uint64_t numbers[] = {
        0, 1, 7, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, INT64_MAX, UINT64_MAX, 512};
    size_t at = changed->size == 0 ? 0 : below(changed->size);
    size_t left = changed->size - at;
    const char *word = words[below(sizeof words / sizeof *words)];
    uint64_t number = numbers[below(sizeof numbers / sizeof *numbers)];
    size_t width = (size_t)1 << below(4);
    char copy[256];
    switch (below(7)) {
    case 0:
        changed->size = at;
        break;
    case 1:
        insert(changed, at, word, strlen(word));
        break;
    case 2: /* a number in the place of one */
        while (left > 0 && changed->bytes[at] >= '0' && changed->bytes[at] <= '9') {
            memmove(changed->bytes + at, changed->bytes + at + 1, --left);
            changed->size--;
        }
        insert(changed, at, word, strlen(word));
        break;
    case 3:
        if (left > 0) {
            changed->bytes[at] = (char)below(256);
        }
        break;
    case 4:
        if (left >= width) {
            memcpy(changed->bytes + at, &number, width);
        }
        break;
    case 5:
        left = left < sizeof copy ? left : sizeof copy;
        memcpy(copy, changed->bytes + at, left);
        insert(changed, changed->size == 0 ? 0 : below(changed->size), copy, left);
        break;
    default:
        left = left == 0 ? 0 : below(left + 1);
        memmove(changed->bytes + at, changed->bytes + at + left, changed->size - at - left);
        changed->size -= left;
    }
}

static void give(const content *text) {
    CHECK_EQUAL(ftruncate(file, 0), 0);
    CHECK_EQUAL(pwrite(file, text->bytes, text->size, 0), text->size);
}

static void read_all(ebb_proc *proc) {
    ebb_process_stat stat;
    ebb_process_rollup rollup;
    int64_t peak;
    if (ebb_process_read_stat(1, &stat)) {
        CHECK(memchr(stat.name, '\0', sizeof stat.name) != NULL);
        CHECK(stat.parent >= 0 && stat.own.user >= 0 && stat.reaped.system >= 0);
    }
    if (ebb_process_read_rollup(1, &rollup)) {
        CHECK(rollup.rss >= 0 && rollup.pss >= 0 && rollup.swap >= 0);
    }
    CHECK(!ebb_process_read_peak(1, &peak) || peak >= 0);
    int statm = ebb_statm_open();
    CHECK(ebb_statm_rss(statm) >= -1);
    close(statm);
    const char *maps = ebb_proc_read(proc, EBB_PROC_MAPS);
    CHECK(maps != NULL && strlen(maps) <= MOST);
    (void)ebb_program_function("asked");
}

int main(int count, char **arguments) {
    int64_t end = ebb_now() + (count > 1 ? atoll(arguments[1]) : 1) * EBB_SECOND;
    state = count > 2 ? (uint64_t)atoll(arguments[2]) : (uint64_t)ebb_now();
    printf("seed %" PRIu64 "\n", state);
    fflush(stdout);
    ebb_proc *proc = ebb_proc_open();
    CHECK(proc != NULL);
    file = memfd_create("fuzz", 0);
    const content program = a_program();
    give(&program);
    CHECK(ebb_program_function("asked") != NULL);
    CHECK(ebb_program_function("unasked") == NULL);
    int64_t inputs = 0;
    do {
        for (int i = 0; i < TIMES; i++, inputs++) {
            size_t which = below(TEXTS + 1);
            content text = which == TEXTS ? program : texts[which];
            text.size = which == TEXTS ? text.size : strlen(text.bytes);
            for (uint64_t damages = below(8); damages > 0; damages--) {
                damage(&text);
            }
            give(&text);
            read_all(proc);
        }
    } while (ebb_now() < end);
    ebb_proc_close(proc);
    printf("%" PRId64 " inputs\n", inputs);
    return 0;
}
