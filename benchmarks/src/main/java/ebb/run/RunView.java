// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** What a person sees of a run while it goes on. Calls come one after the other, on the thread that runs. */
public interface RunView {
    /** Where JMH's own text about a fork goes. */
    OutputFormat output();

    /**
     * A fork is about to start.
     *
     * @param index 1 for the run's first
     * @param total how many there will be
     * @return the line that stands for JMH's "# Run progress"
     */
    String forkStarts(ForkPlan plan, int index, int total);

    /** The fork has ended, well or not. */
    void forkEnded(ForkOutcome outcome);

    /** The last of the row's forks has ended and at least one of them well. */
    void rowEnded(RunResult merged);

    /** Nothing more will run. */
    void runEnded(Collection<RunResult> results);
}
