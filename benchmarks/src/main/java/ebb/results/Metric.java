// SPDX-License-Identifier: Apache-2.0
package ebb.results;

/** One figure of a burst, under the name that it has in JMH's results; NaN where it has no meaning. */
public record Metric(String label, double value, String unit) {}
