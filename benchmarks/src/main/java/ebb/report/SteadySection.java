// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.List;

/**
 * A steady load under several allocators.
 *
 * @param name class, method and parameters
 * @param unit JMH's
 * @param more whether more is better: throughput, not time
 */
record SteadySection(String name, String unit, boolean more, List<Row> rows) {
    /**
     * One allocator's score.
     *
     * @param allocator index into {@link Report#allocators()}
     */
    record Row(int allocator, int forks, Spread score) {}
}
