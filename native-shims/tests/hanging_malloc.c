/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded: a library that never lets the process begin, as a lock taken twice would. */
#include <stdlib.h>
#include <unistd.h>

__attribute__((constructor)) static void hang(void) {
    for (;;) {
        pause();
    }
}

/* It owns malloc as far as anybody can tell from outside. */
extern void *__libc_malloc(size_t size);
void *malloc(size_t size) {
    return __libc_malloc(size);
}
