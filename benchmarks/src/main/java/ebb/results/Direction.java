// SPDX-License-Identifier: Apache-2.0
package ebb.results;

/** Which way a metric is better. */
public enum Direction {
    LESS("less is better"),
    MORE("more is better"),

    /** It describes the load, the harness, or where memory is: a change is shown but neither good nor bad. */
    NEITHER("not judged"),

    /** Ebb does not know it. */
    UNKNOWN("unknown to Ebb, not judged");

    private final String words;

    Direction(String words) {
        this.words = words;
    }

    /** Whether a difference can be a regression. */
    public boolean isJudged() {
        return this == LESS || this == MORE;
    }

    @Override
    public String toString() {
        return words;
    }
}
