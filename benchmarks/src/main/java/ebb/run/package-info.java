// SPDX-License-Identifier: Apache-2.0
/** Runs one fork after the other: the plan, the watchdog, resuming, the environment. */
@NullMarked
package ebb.run;

import org.jspecify.annotations.NullMarked;
