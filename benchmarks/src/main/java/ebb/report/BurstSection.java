// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A burst under several allocators.
 *
 * @param name the scenario, and what else tells this load from the run's others
 * @param grid of the timelines; null where there are none
 * @param missing what a reader would look for and the run does not have, a sentence each
 */
record BurstSection(
        String name,
        Words words,
        List<BurstRow> rows,
        @Nullable Grid grid,
        List<String> missing) {}
