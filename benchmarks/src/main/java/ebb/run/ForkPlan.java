// SPDX-License-Identifier: Apache-2.0
package ebb.run;

/**
 * One fork to be run. A run is a list of these, in the order of their starts.
 *
 * @param fork 1 for the row's first fork; warm-up forks are counted apart
 * @param warmup whether its result is dropped
 */
public record ForkPlan(Row row, int fork, boolean warmup) {

    /** JMH's line for this fork, {@code # Fork: 1 of 3}. */
    String line() {
        return warmup
                ? "# Warmup Fork: " + fork + " of " + row.warmupForks()
                : "# Fork: " + fork + " of " + row.forks();
    }
}
