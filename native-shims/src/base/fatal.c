/* SPDX-License-Identifier: Apache-2.0 */
#include "fatal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "invariant.h"

/* Only snprintf and write, which need no malloc for integers and short strings. */
static void say(const char *sentence) {
    ssize_t written = write(STDERR_FILENO, sentence, strlen(sentence));
    (void)written; /* if even stderr is closed, nothing is left to do */
}

static _Noreturn void end_process(const char *sentence) {
    say(sentence);
    _exit(EBB_FATAL_EXIT);
}

_Noreturn void ebb_fatal_memory(size_t size) {
    char sentence[160];
    snprintf(
        sentence, sizeof sentence,
        "ebb: the allocator returned NULL for %zu bytes: give this load more memory, or take a "
        "smaller scenario.\n",
        size);
    end_process(sentence);
}

_Noreturn void ebb_fatal_mark(const void *block, uint32_t found) {
    char sentence[160];
    snprintf(
        sentence, sizeof sentence,
        "ebb: the block at %p lost its mark (found 0x%08x): the allocator gave it out twice or "
        "wrote into it.\n",
        block, found);
    end_process(sentence);
}

#ifdef EBB_INVARIANTS
_Noreturn void ebb_fatal_invariant(const char *condition, const char *file, int line) {
    char sentence[320];
    snprintf(sentence, sizeof sentence, "ebb: %s:%d: %s does not hold.\n", file, line, condition);
    say(sentence);
    abort();
}
#endif
