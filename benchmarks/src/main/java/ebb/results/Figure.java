// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.ScalarResult;

/** A metric's value in its unit; NaN where it has no meaning, never zero. */
public record Figure(Metric metric, double value) {
    /** As JMH's secondary result. AVG has an error figure, where JMH's other policies have none. */
    public ScalarResult result() {
        return new ScalarResult(metric.label(), value, metric.unit(), AggregationPolicy.AVG);
    }
}
