/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gives every reader of /proc, and the reader of the agent's own program, files
 * that are damaged at random: they must say what they say of no file, or give
 * values in their ranges. What they must not do, the sanitizers tell.
 *   fuzz_test [SECONDS [SEED]]
 * Each reader has so many seconds, in a process of its own, two at a time. There is no coverage to
 * guide it: the readers have some ten branches each, and all of them are met within a second.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
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
#define AT_A_TIME 2

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

/* A program with one function, as program.c looks for it. */
static void make_program(content *made) {
    static const char names[] = "\0asked";
    made->size = 1024;
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
    memcpy(made->bytes, &header, sizeof header);
    memcpy(made->bytes + 256, symbols, sizeof symbols);
    memcpy(made->bytes + 384, names, sizeof names);
    memcpy(made->bytes + 512, sections, sizeof sections);
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

static void read_stat(void) {
    ebb_process_stat stat;
    if (ebb_process_read_stat(1, &stat)) {
        CHECK(memchr(stat.name, '\0', sizeof stat.name) != NULL);
        CHECK(stat.parent >= 0 && stat.own.user >= 0 && stat.reaped.system >= 0);
    }
}

static void read_rollup(void) {
    ebb_process_rollup rollup;
    if (ebb_process_read_rollup(1, &rollup)) {
        CHECK(rollup.rss >= 0 && rollup.pss >= 0 && rollup.swap >= 0);
    }
}

static void read_status(void) {
    int64_t peak;
    CHECK(!ebb_process_read_peak(1, &peak) || peak >= 0);
}

static void read_statm(void) {
    int statm = ebb_statm_open();
    CHECK(ebb_statm_rss(statm) >= -1);
    close(statm);
}

static void read_maps(void) {
    static ebb_proc *proc;
    proc = proc == NULL ? ebb_proc_open() : proc;
    CHECK(proc != NULL);
    const char *maps = ebb_proc_read(proc, EBB_PROC_MAPS);
    CHECK(maps != NULL && strlen(maps) <= MOST);
}

static void read_program(void) {
    (void)ebb_program_function("asked");
}

/* What it expects, which half of what it gets was made of. */
static struct {
    const char *name;
    void (*read)(void);
    content text;
} readers[] = {
    {"stat",
     read_stat,
     {.bytes = "12 (a) b) R 7 12 12 0 -1 4194560 101 202 3 4 11 12 13 14 20 0 1 0 5 6 7 8\n"}},
    {"smaps_rollup",
     read_rollup,
     {.bytes = "00400000-ffffffff ---p 00000000 00:00 0 [rollup]\nRss:  1234 kB\nPss: 12 kB\n"
               "AnonHugePages: 2048 kB\nSwap: 0 kB\nLazyFree:   16 kB\n"}},
    {"status",
     read_status,
     {.bytes = "Name:\tebb\nUmask:\t0022\nState:\tS\nVmHWM:\t  4321 kB\nVmRSS:\t 1234 kB\n"}},
    {"statm", read_statm, {.bytes = "2500 308 250 4 0 300 0\n"}},
    {"maps",
     read_maps,
     {.bytes = "00400000-0040b000 r-xp 00000000 fe:00 12 /bin/cat\n"
               "7ffc1000-7ffc2000 rw-p 00000000 00:00 0 [stack]\n"}},
    {"program", read_program, {.size = 0}},
};
#define READERS (sizeof readers / sizeof *readers)
#define PROGRAM (READERS - 1)

static void fuzz(size_t reader, int64_t seconds) {
    int64_t end = ebb_now() + seconds * EBB_SECOND;
    int64_t inputs = 0;
    do {
        for (int i = 0; i < TIMES; i++, inputs++) {
            content text = readers[below(2) == 0 ? reader : below(READERS)].text;
            for (uint64_t damages = below(8); damages > 0; damages--) {
                damage(&text);
            }
            give(&text);
            readers[reader].read();
        }
    } while (ebb_now() < end);
    printf("%s: %" PRId64 " inputs\n", readers[reader].name, inputs);
}

/* Waits for one process; whether it ended well. */
static bool one_ended(void) {
    int status;
    CHECK(wait(&status) > 0);
    return status == 0;
}

int main(int count, char **arguments) {
    int64_t seconds = count > 1 ? atoll(arguments[1]) : 1;
    uint64_t seed = count > 2 ? (uint64_t)atoll(arguments[2]) : (uint64_t)ebb_now();
    printf("seed %" PRIu64 "\n", seed);
    for (size_t i = 0; i < PROGRAM; i++) {
        readers[i].text.size = strlen(readers[i].text.bytes);
    }
    make_program(&readers[PROGRAM].text);
    bool well = true;
    for (size_t i = 0; i < READERS; i++) {
        if (i >= AT_A_TIME) {
            well = one_ended() && well;
        }
        fflush(stdout);
        pid_t child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            state = seed + i;
            file = memfd_create("fuzz", 0);
            give(&readers[PROGRAM].text);
            CHECK(ebb_program_function("asked") != NULL);
            CHECK(ebb_program_function("unasked") == NULL);
            fuzz(i, seconds);
            exit(0);
        }
    }
    for (int i = 0; i < AT_A_TIME; i++) {
        well = one_ended() && well;
    }
    return well ? 0 : 1;
}
