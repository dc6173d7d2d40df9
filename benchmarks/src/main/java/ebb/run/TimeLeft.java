// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.time.Duration;

/**
 * How long a run is thought to go on, at the start of a fork.
 *
 * @param fork what that fork will take
 * @param others what all after it will take
 */
public record TimeLeft(Duration fork, Duration others) {

    /** What is left when the fork has run so long; one that takes longer than was thought is almost done. */
    public Duration after(Duration passed) {
        Duration ofFork = fork.minus(passed);
        return others.plus(ofFork.isNegative() ? Duration.ZERO : ofFork);
    }
}
