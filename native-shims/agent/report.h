/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EBB_REPORT_H
#define EBB_REPORT_H

#include <stdbool.h>

#include "connection.h"

/* Collects what there is to report, once, before the program runs; false: no memory. */
bool ebb_report_prepare(void);
/* Looks anew at what is mapped. */
void ebb_report_renew(void);
/*
 * agent.h says what it holds; how: why now; control: "yes", or why there is no
 * thread. System calls only, so that a child may do so in fork. false: the
 * reader has gone.
 */
bool ebb_report_send(const ebb_connection *connection, const char *how, const char *control);

#endif
