// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.AllocatorForks;
import ebb.allocator.ForkAssignment;
import ebb.base.EbbException;
import ebb.results.Metric;
import ebb.results.RowKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
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
    private final boolean counted;
    private final BiFunction<ForkPlan, Path, ForkAssignment> assignments;

    /**
     * @param arguments JMH's
     * @param profilers used instead of those in the arguments
     * @param startLimit how long a fork may take to reach its first iteration
     * @param counted whether forks without a memory limit are in a cgroup too, which counts what they take
     * @param assignments what a fork is told, by its plan and the file for its proof
     */
    ForkRunner(
            List<String> arguments,
            List<ProfilerConfig> profilers,
            Duration startLimit,
            boolean counted,
            BiFunction<ForkPlan, Path, ForkAssignment> assignments) {
        this.arguments = arguments;
        this.profilers = profilers;
        this.startLimit = startLimit;
        this.counted = counted;
        this.assignments = assignments;
    }

    /**
     * Runs the fork to its end.
     *
     * @param peaks MiB that a row took; empty where no fork has told. Asked while no other fork runs
     * @param proof file to which the fork writes what it has proven
     * @param fork the process that this becomes
     * @param look done again and again while it goes on
     * @param tell gets the sentence where it leaves a cgroup that cannot be removed
     * @throws EbbException where no fork could run, as while another JMH is at work
     */
    ForkOutcome run(
            ForkPlan plan,
            Function<RowKey, OptionalDouble> peaks,
            Path proof,
            ForkOutput out,
            ForkProcess fork,
            Runnable look,
            Consumer<String> tell) {
        boolean share = ForkLimit.isShare(plan.row());
        OptionalDouble unlimitedPeak =
                share ? peaks.apply(plan.row().key().without(RowKey.LIMIT)) : OptionalDouble.empty();
        if (share && unlimitedPeak.isEmpty()) {
            return ForkOutcome.failed(
                    plan,
                    "no fork of its row without a limit has told " + Metric.LIMIT_PEAK.label() + ", of which its limit"
                            + " is a share.");
        }
        try (ForkLimit limit = ForkLimit.of(plan, proof, counted, unlimitedPeak, tell)) {
            AllocatorForks.assign(assignments.apply(plan, proof), limit.before(), limit.options());
            return limit.judge(run(plan, out, fork, look));
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
                if (hung == null) {
                    return ForkOutcome.failed(plan, failure, out);
                }
                return watchdog.wasTimeOut() ? ForkOutcome.timedOut(plan, hung) : ForkOutcome.failed(plan, hung);
            } catch (CommandLineOptionException e) {
                throw new EbbException(String.valueOf(e.getMessage()));
            }
        }
    }
}
