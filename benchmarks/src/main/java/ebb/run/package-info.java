// SPDX-License-Identifier: Apache-2.0
/** One fork after the other: the plan, the watchdog, the run folder, the environment. */
@NullMarked
package ebb.run;

import org.jspecify.annotations.NullMarked;
