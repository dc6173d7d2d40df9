// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.options.ProfilerConfig;

/**
 * Runs a list of forks in its order, and keeps each one's result as soon as it has ended.
 *
 * <pre>{@code
 * try (Run run = prepared.start(folder, launch, view)) {
 *     RunReport report = run.all();
 *     // write and print what is wanted: a Ctrl-C waits for the end of this block
 * }
 * }</pre>
 */
public final class Run implements AutoCloseable {
    private final RunFolder folder;
    private final RunView view;
    private final ForkRunner runner;
    private final List<ForkPlan> forks;
    private final Interruption interruption;
    private final Map<Row, List<RunResult>> done = new LinkedHashMap<>();
    private final List<ForkOutcome> failures = new ArrayList<>();

    /**
     * @param arguments JMH's arguments
     * @param profilers the ones to use instead of those in the arguments
     * @param startLimit how long a fork may take to its first iteration
     */
    Run(
            List<ForkPlan> forks,
            RunFolder folder,
            RunView view,
            List<String> arguments,
            List<ProfilerConfig> profilers,
            Duration startLimit) {
        this.forks = List.copyOf(forks);
        this.folder = folder;
        this.view = view;
        this.runner = new ForkRunner(arguments, profilers, startLimit);
        this.interruption = new Interruption(this::kept);
    }

    /**
     * Runs all forks; a failed one is reported and the next one started. Interrupted (Ctrl-C, SIGTERM), it ends the fork
     * that runs, keeps what is done and returns.
     *
     * @throws ebb.shim.EbbException where the folder cannot be written, or no fork can start at all
     */
    public RunReport all() {
        try {
            for (int i = 0; i < forks.size() && !interruption.happened(); i++) {
                ForkOutcome outcome = runOne(i);
                if (outcome.failure() == null || !interruption.isCauseOfFailure()) {
                    take(outcome, i);
                }
            }
        } finally {
            folder.write("result.json", Results.bytes(ResultFormatType.JSON, merged()));
        }
        view.runEnded(merged());
        return new RunReport(merged(), List.copyOf(failures), interruption.happened());
    }

    private ForkOutcome runOne(int index) {
        ForkPlan plan = forks.get(index);
        boolean header = index == 0 || !forks.get(index - 1).row().equals(plan.row());
        String progress = view.forkStarts(plan, index + 1, forks.size());
        ForkOutput output = new ForkOutput(view.output(), plan, progress, header);
        ForkOutcome outcome = runner.run(plan, output);
        output.endLine();
        return outcome;
    }

    private void take(ForkOutcome outcome, int index) {
        ForkPlan plan = outcome.plan();
        RunResult result = outcome.result();
        if (result == null) {
            failures.add(outcome);
        } else if (!plan.warmup()) {
            done.computeIfAbsent(plan.row(), row -> new ArrayList<>()).add(result);
            folder.writeFork(plan, result);
        }
        view.forkEnded(outcome);
        boolean last = forks.subList(index + 1, forks.size()).stream()
                .noneMatch(later -> later.row().equals(plan.row()));
        List<RunResult> ofRow = done.get(plan.row());
        if (last && ofRow != null) {
            view.rowEnded(Results.merge(plan.row(), ofRow));
        }
    }

    private List<RunResult> merged() {
        return done.entrySet().stream()
                .map(entry -> Results.merge(entry.getKey(), entry.getValue()))
                .sorted(RunResult.DEFAULT_SORT_COMPARATOR)
                .toList();
    }

    private String kept() {
        int finished = done.values().stream().mapToInt(List::size).sum();
        long measured = forks.stream().filter(fork -> !fork.warmup()).count();
        return "Interrupted: " + finished + " of " + measured + " forks are done and kept in " + folder.path() + ".";
    }

    /** Everything is written: an interruption need wait no longer. */
    @Override
    public void close() {
        interruption.close();
    }
}
