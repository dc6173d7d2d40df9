/* SPDX-License-Identifier: Apache-2.0 */
#include "thp.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>

#define EXCEPT_ADVISED 2UL /* PR_THP_DISABLE_EXCEPT_ADVISED; younger than most <linux/prctl.h> */
#define DISABLED 1

static const struct {
    const char *mode;
    int state; /* as PR_GET_THP_DISABLE gives it */
} modes[] = {{"host", 0}, {"never", DISABLED}, {"madvise", DISABLED | (int)EXCEPT_ADVISED}};
enum { MODES = sizeof modes / sizeof *modes };

const char *ebb_thp(void) {
    int state = prctl(PR_GET_THP_DISABLE, 0UL, 0UL, 0UL, 0UL);
    for (int i = 0; i < MODES; i++) {
        if (modes[i].state == state) {
            return modes[i].mode;
        }
    }
    return NULL;
}

int ebb_thp_set(const char *mode) {
    for (int i = 0; i < MODES; i++) {
        if (strcmp(modes[i].mode, mode) == 0) {
            unsigned long state = (unsigned long)modes[i].state;
            return prctl(PR_SET_THP_DISABLE, state & DISABLED, state & EXCEPT_ADVISED, 0UL, 0UL);
        }
    }
    errno = EINVAL;
    return -1;
}
