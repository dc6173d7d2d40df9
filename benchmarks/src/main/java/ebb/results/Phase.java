// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.Locale;

/** What the load did when a sample was taken. */
public enum Phase {
    /** Before the iteration's first burst. */
    SETUP,
    BURST,
    IDLE,
    /** The first rung of the ladder, which does nothing; from here to {@link #EXIT} see {@link Rung}. */
    WAIT,
    NUDGE_ALONE,
    CHURN_ALONE,
    OUTSIDE,
    NUDGE,
    CHURN,
    OWNERS,
    EXIT,
    REPEAT,
    /** From the end of an idle period, or of the ladder, to the next burst, or to the end of the iteration. */
    AFTER;

    /** As it stands in a timeline's CSV. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
