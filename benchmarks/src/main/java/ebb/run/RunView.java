// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Shows a run while it goes on. Calls come one after the other, also where several forks go on. */
public interface RunView {
    /** Where JMH's own output about a fork goes. */
    OutputFormat output();

    /**
     * The first fork, or the first that is left, is about to start.
     *
     * @param facts the order and its seed; what was done before
     * @param warnings about this machine, a sentence each
     */
    void runStarts(List<String> facts, List<String> warnings);

    /**
     * A fork is about to start.
     *
     * @param index 1 for the run's first
     * @param total number of the run's forks
     * @param phase what it does, whenever that is asked
     * @param left how long the run will probably last, whenever that is asked
     * @return the line that replaces JMH's "# Run progress"
     */
    String forkStarts(ForkPlan plan, int index, int total, Supplier<ForkProcess.Phase> phase, Supplier<Duration> left);

    /** A sentence about a fork, as that the next one waits, or that the last one has left something. */
    void remark(String sentence);

    /** The fork has ended, well or not. */
    void forkEnded(ForkOutcome outcome);

    /** The last of a row's forks has ended, and at least one has given a result. */
    void rowEnded(RunResult merged);

    /**
     * Nothing more will run.
     *
     * @param notes what is only known when the forks have run, a sentence each
     */
    void runEnded(Collection<RunResult> results, List<String> notes);
}
