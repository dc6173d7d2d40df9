/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_FIELDS_H
#define EBB_FIELDS_H

#include "ebb.h"

/* EBB_OK, or the status that says why these fields do not go together. */
int32_t ebb_fields_check(const ebb_burst *burst);

#endif
