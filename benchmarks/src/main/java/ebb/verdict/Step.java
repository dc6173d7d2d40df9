// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import java.util.Locale;

/** Where the memory went that was resident at the end of idle: given back at a step of the ladder, or left at its end. */
enum Step {
    WAIT,
    NUDGE,
    CHURN,
    OUTSIDE,
    OWNERS,
    EXIT,
    REST;

    /** The metric's name. */
    String label() {
        return "why." + name().toLowerCase(Locale.ROOT);
    }
}
