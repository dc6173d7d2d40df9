// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.results.RowKey;
import ebb.results.RunFolder;
import java.util.List;
import java.util.Set;

/** How far a run goes is decided while it goes on: rows get more forks as long as what they have measured is not enough. */
public interface Looks {
    /** After how many forks of a row it is looked at, the fewest first; the last number is all that the run's plan has. */
    List<Integer> after();

    /**
     * Looks at what the folder holds by now; called in the same way again when the run is resumed.
     *
     * @param forks that each row has which was open; the folder may have more from before
     * @return the rows that are open: they get forks up to the next number
     */
    Set<RowKey> open(RunFolder folder, int forks);
}
