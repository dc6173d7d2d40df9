/* SPDX-License-Identifier: Apache-2.0 */
/* Linked without ld.so: nothing is preloaded into it. */
#include <unistd.h>

int main(void) {
    char ignored[64];
    if (write(STDOUT_FILENO, "ready\n", 6) != 6) {
        return 1;
    }
    while (read(STDIN_FILENO, ignored, sizeof ignored) > 0) {
    }
    return 0;
}
