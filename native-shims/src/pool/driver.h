/* SPDX-License-Identifier: Apache-2.0 */
/* The driver takes due timers: one worker at a time, between tasks or while parked. */
#ifndef EBB_DRIVER_H
#define EBB_DRIVER_H

#include "pool.h"

/* Takes the due timers, unless another worker is the driver. */
void ebb_drive(ebb_worker *worker);
/* Waits once: for the timers if no other worker does, else to be unparked. */
void ebb_drive_or_wait(ebb_worker *worker);

#endif
