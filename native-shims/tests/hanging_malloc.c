/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded: a library that keeps the process from starting, like a lock that is taken twice. */
#include <stdlib.h>
#include <unistd.h>

__attribute__((constructor)) static void hang(void) {
    for (;;) {
        pause();
    }
}

/* As far as can be told from outside it owns malloc. */
extern void *__libc_malloc(size_t size);
void *malloc(size_t size) {
    return __libc_malloc(size);
}
