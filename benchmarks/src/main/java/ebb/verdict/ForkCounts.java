// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import static ebb.base.Text.format;

import ebb.results.ResultRow;
import ebb.results.RunData;
import java.util.IntSummaryStatistics;

/**
 * How many forks the rows of a run have: some may have failed, or been killed, in one row and not in another.
 *
 * @param least at least 1
 * @param most at least as many
 */
record ForkCounts(int least, int most) {
    static final ForkCounts ONE = new ForkCounts(1, 1);

    static ForkCounts of(RunData run) {
        IntSummaryStatistics forks =
                run.rows().stream().mapToInt(ResultRow::forks).summaryStatistics();
        return forks.getCount() == 0 ? ONE : new ForkCounts(forks.getMin(), forks.getMax());
    }

    /** Whether any figure is a mean. */
    boolean areSeveral() {
        return most > 1;
    }

    /** The sentence about figures that are means. */
    String means() {
        return least == most
                ? format("Means of %d forks each.", most)
                : format("Means of %d to %d forks", least, most)
                        + (least == 1 ? ": where it is one, differences of a few per cent mean nothing." : ".");
    }
}
