// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one allocator made of a burst.
 *
 * @param allocator index into {@link Report#allocators()}
 * @param forks how many gave a result
 * @param metrics by JMH's label
 * @param why where the rest went, in words; empty where it was not asked
 * @param lines RSS over time; null where the run kept no timeline
 */
record BurstRow(
        int allocator,
        int forks,
        Map<String, Spread> metrics,
        String why,
        @Nullable Lines lines) {
    /** {@link Spread#NONE} where the run has no such metric. */
    Spread metric(String label) {
        return metrics.getOrDefault(label, Spread.NONE);
    }

    /** CPU time of the burst, user and system, in seconds. */
    Spread cpu() {
        return metric("cpu");
    }

    BurstRow saying(String words) {
        return new BurstRow(allocator, forks, metrics, words, lines);
    }
}
