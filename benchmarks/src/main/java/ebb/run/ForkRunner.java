// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.AllocatorForks;
import ebb.allocator.ForkAssignment;
import ebb.base.EbbException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.ProfilerConfig;

/** Runs one fork through JMH, under a watchdog. */
final class ForkRunner {
    private final List<String> arguments;
    private final List<ProfilerConfig> profilers;
    private final Duration startLimit;
    private final BiFunction<ForkPlan, Path, ForkAssignment> assignments;

    /**
     * @param arguments JMH's
     * @param profilers used instead of those in the arguments
     * @param startLimit how long a fork may take to reach its first iteration
     * @param assignments what a fork is told, by its plan and the file for its proof
     */
    ForkRunner(
            List<String> arguments,
            List<ProfilerConfig> profilers,
            Duration startLimit,
            BiFunction<ForkPlan, Path, ForkAssignment> assignments) {
        this.arguments = arguments;
        this.profilers = profilers;
        this.startLimit = startLimit;
        this.assignments = assignments;
    }

    /**
     * Runs the fork to its end.
     *
     * @param proof file to which the fork writes what it has proven
     * @param fork the process that this becomes
     * @param look done again and again while it goes on
     * @throws EbbException where no fork could run, as while another JMH is at work
     */
    ForkOutcome run(ForkPlan plan, Path proof, ForkOutput out, ForkProcess fork, Runnable look) {
        try (ForkLimit limit = ForkLimit.of(plan, proof)) {
            AllocatorForks.assign(assignments.apply(plan, proof), limit.before());
            ForkOutcome outcome = run(plan, out, fork, look);
            if (outcome.result() != null) {
                limit.addTo(outcome.result());
                return outcome;
            }
            return limit.judge(outcome);
        } finally {
            AllocatorForks.assign(null);
        }
    }

    private ForkOutcome run(ForkPlan plan, ForkOutput out, ForkProcess fork, Runnable look) {
        try (Watchdog watchdog = new Watchdog(
                out::started, out::complaint, startLimit, plan.row().limit(), fork, look)) {
            try {
                ForkOptions options = new ForkOptions(arguments, plan.row(), profilers);
                Collection<RunResult> results = new Runner(options, out).run();
                if (out.complaint().isPresent()) {
                    return ForkOutcome.failed(
                            plan, ForkOutcome.complained(out.complaint().get()));
                }
                return results.isEmpty()
                        ? ForkOutcome.failed(plan, "it ended well but gave no result.")
                        : ForkOutcome.done(plan, results.iterator().next());
            } catch (EbbException e) {
                return ForkOutcome.failed(plan, e.toString());
            } catch (RunnerException e) {
                if (!(e.getCause() instanceof BenchmarkException failure)) {
                    throw new EbbException(String.valueOf(e.getMessage()).replaceFirst("^ERROR: ", ""));
                }
                String hung = watchdog.verdict();
                return ForkOutcome.failed(plan, hung != null ? hung : ForkOutcome.sentence(failure, out));
            } catch (CommandLineOptionException e) {
                throw new EbbException(String.valueOf(e.getMessage()));
            }
        }
    }
}
