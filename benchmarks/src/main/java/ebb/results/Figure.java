// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.ScalarResult;

/** A metric's value in its unit; NaN where it has no meaning, never zero. */
public record Figure(Metric metric, double value) {
    /** As JMH's secondary result. AVG has an error figure, where JMH's other policies have none. */
    public ScalarResult result() {
        return new ScalarResult(metric.label(), value, metric.unit(), AggregationPolicy.AVG);
    }

    /** To a fork's result, as if its last iteration had reported it. */
    public void addTo(RunResult fork) {
        @Nullable IterationResult last = null;
        for (BenchmarkResult benchmark : fork.getBenchmarkResults()) {
            for (IterationResult iteration : benchmark.getIterationResults()) {
                last = iteration;
            }
        }
        Objects.requireNonNull(last, "a result has an iteration").addResult(result());
    }
}
