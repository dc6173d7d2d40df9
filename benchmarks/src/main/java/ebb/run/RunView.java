// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** What a person sees of a run while it goes on. Calls come one after the other, on the thread that runs. */
public interface RunView {
    /** Where JMH's own text about a fork goes. */
    OutputFormat output();

    /**
     * The first fork is about to start, or the first one that is left.
     *
     * @param facts the order and its seed; what was done before
     * @param warnings about this machine, a sentence each
     */
    void runStarts(List<String> facts, List<String> warnings);

    /**
     * A fork is about to start.
     *
     * @param index 1 for the run's first
     * @param total how many the run has
     * @param left how long the run is thought to go on
     * @return the line that stands for JMH's "# Run progress"
     */
    String forkStarts(ForkPlan plan, int index, int total, Pace.TimeLeft left);

    /** The fork has ended, well or not. */
    void forkEnded(ForkOutcome outcome);

    /** The last of the row's forks has ended and at least one of them well. */
    void rowEnded(RunResult merged);

    /**
     * Nothing more will run.
     *
     * @param notes on the whole, a sentence each: what only shows when forks have run
     */
    void runEnded(Collection<RunResult> results, List<String> notes);
}
