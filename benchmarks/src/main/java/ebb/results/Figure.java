// SPDX-License-Identifier: Apache-2.0
package ebb.results;

/** A metric's value in its unit; NaN where it has no meaning, never zero. */
public record Figure(Metric metric, double value) {}
