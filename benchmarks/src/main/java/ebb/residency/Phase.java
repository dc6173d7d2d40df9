// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import java.util.Locale;

/** What the load did when a sample was taken. */
public enum Phase {
    /** Before the iteration's first burst. */
    SETUP,
    BURST,
    IDLE,
    /** From the end of an idle period to the next burst, or to the end of the iteration. */
    AFTER;

    /** As it stands in a timeline's CSV. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
