// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.Locale;

/** What the load was doing when a sample was taken. */
public enum Phase {
    /** Before the iteration's first burst. */
    SETUP,
    BURST,
    IDLE,
    /** The ladder's first rung; from here to {@link #EXIT} see {@link Rung}. */
    WAIT,
    NUDGE_ALONE,
    CHURN_ALONE,
    OUTSIDE,
    NUDGE,
    CHURN,
    OWNERS,
    EXIT,
    /** From the end of an idle period, or of the ladder, to the next burst, or to the end of the iteration. */
    AFTER;

    /** As written in a timeline's CSV. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
