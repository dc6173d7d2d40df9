// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Shows a run as JMH does: header, iterations, the result of each row, a table at the end. */
public final class JmhView implements RunView {
    private final OutputFormat out;
    private final long begin = System.nanoTime();

    /** @param out JMH's own format for the verbosity asked for */
    public JmhView(OutputFormat out) {
        this.out = out;
        out.startRun();
    }

    @Override
    public OutputFormat output() {
        return out;
    }

    @Override
    public void runStarts(List<String> facts, List<String> warnings) {
        facts.forEach(fact -> out.println("# " + fact));
        warnings.forEach(warning -> out.println("# WARNING: " + warning));
        out.println("");
    }

    @Override
    public String forkStarts(
            ForkPlan plan, int index, int total, Supplier<ForkProcess.Phase> phase, Supplier<Duration> left) {
        return String.format(
                Locale.ROOT, "# Run progress: %.2f%% complete, ETA %s", 100.0 * (index - 1) / total, clock(left.get()));
    }

    @Override
    public void remark(String sentence) {
        out.println("# " + sentence);
        out.println("");
    }

    @Override
    public void forkEnded(ForkOutcome outcome) {
        if (outcome.notSurvived() != null) {
            out.println("# NOT SURVIVED: " + outcome.notSurvived().text());
            out.println("");
        }
        if (outcome.failure() != null) {
            out.println("# FAILED: " + outcome.plan().row().label() + ", fork "
                    + outcome.plan().fork() + ": " + outcome.failure());
            out.println("");
        }
    }

    @Override
    public void rowEnded(RunResult merged) {
        out.endBenchmark(merged.getAggregatedResult());
    }

    @Override
    public void runEnded(Collection<RunResult> results, List<String> notes) {
        out.println("# Run complete. Total time: " + clock(Duration.ofNanos(System.nanoTime() - begin)));
        out.println("");
        if (!results.isEmpty()) {
            out.endRun(results);
        }
        notes.forEach(note -> out.println("# WARNING: " + note));
        out.flush();
    }

    /** As JMH writes durations: {@code 00:01:40}. */
    static String clock(Duration duration) {
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }
}
