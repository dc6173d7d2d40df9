// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import java.util.List;

/** What is said of a run: a table, and lines of words below it. */
public interface Told {
    /**
     * @param blocks whether curves may use block characters
     * @param colour whether figures may be coloured
     */
    List<String> table(boolean blocks, boolean colour);

    List<String> lines();
}
