/* SPDX-License-Identifier: Apache-2.0 */
/* Who takes due timers: one worker at a time, between tasks or while it is parked. */
#ifndef EBB_DRIVER_H
#define EBB_DRIVER_H

#include "pool.h"

/* Takes the timers that are due, unless another worker is at it. */
void ebb_drive(ebb_worker *worker);
/* Waits once: for the timers where no other worker does, else to be unparked. */
void ebb_drive_or_wait(ebb_worker *worker);

#endif
