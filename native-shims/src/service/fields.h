/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_FIELDS_H
#define EBB_FIELDS_H

#include "ebb.h"

/* EBB_OK, or which status refuses the fields as they are together. */
int32_t ebb_fields_check(const ebb_burst *burst);

#endif
