/* SPDX-License-Identifier: Apache-2.0 */
/* What each family tells about itself. */
#ifndef EBB_FAMILIES_H
#define EBB_FAMILIES_H

#include "facts.h"

/* One per family: 0 unless it owns malloc; adds what it tells about itself. */
typedef int (*ebb_family)(ebb_facts *facts, const char *owner);
int ebb_family_glibc(ebb_facts *facts, const char *owner);
int ebb_family_jemalloc(ebb_facts *facts, const char *owner);
int ebb_family_mimalloc(ebb_facts *facts, const char *owner);
int ebb_family_tcmalloc(ebb_facts *facts, const char *owner);
int ebb_family_tbbmalloc(ebb_facts *facts, const char *owner);
int ebb_family_scudo(ebb_facts *facts, const char *owner);

#endif
