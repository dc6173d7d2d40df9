// SPDX-License-Identifier: Apache-2.0
package ebb.results;

/**
 * What is known of a metric.
 *
 * @param limit taken where neither {@code --threshold} nor a noise file names one
 */
public record Kind(Direction direction, Scale scale, Limit limit) {
    /** Of a metric that Ebb does not know; shown as a difference, for it may be zero. */
    static final Kind UNKNOWN = new Kind(Direction.UNKNOWN, Scale.DIFFERENCE, Limit.amount(0));
}
