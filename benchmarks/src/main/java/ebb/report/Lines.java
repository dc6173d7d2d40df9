// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.List;

/**
 * RSS over time of one allocator, each fork on the load's {@link Grid}; sizes in KiB, {@link Grid#NONE} where there is no
 * sample.
 *
 * @param phases of the first fork, in order
 * @param live bytes requested and not yet freed, in the first fork
 * @param rss of each fork
 */
record Lines(List<Phase> phases, List<Long> live, List<List<Long>> rss) {
    /**
     * A stretch of time in which the load did one thing.
     *
     * @param label as in the timeline's CSV
     * @param from seconds from the start of the burst
     * @param to likewise
     */
    record Phase(String label, double from, double to) {}
}
