// SPDX-License-Identifier: Apache-2.0
package ebb.results;

/** How two values of a metric are compared. */
public enum Scale {
    /** By their ratio: for what is never near zero. */
    RATIO,

    /** By their difference in the metric's own unit: for what may be zero or below. */
    DIFFERENCE,

    /** Each fork's value is 100 or 0 %: by the difference of their means, which are shares of the forks. */
    SHARE
}
