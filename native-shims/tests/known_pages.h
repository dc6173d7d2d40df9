/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of a page each, between known_malloc.c and known_pages.c. */
#ifndef EBB_KNOWN_PAGES_H
#define EBB_KNOWN_PAGES_H

#include <stdbool.h>

#include "known_malloc.h"

char *known_page_alloc(void);
void known_page_free(void *block);
bool known_is_page(const void *block);

#endif
