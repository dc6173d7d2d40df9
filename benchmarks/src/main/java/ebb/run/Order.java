// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.util.Locale;

/** In which order the forks of a run start. */
public enum Order {
    /** One fork of every row, then the next one of every row: all rows meet the same mood of the machine. */
    ROUNDS,

    /** All forks of a row back to back, as JMH has them. */
    SEQUENTIAL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
