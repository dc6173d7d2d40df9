// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns from the forks that have ended how long those will take that are left.
 *
 * <p>A row's forks are alike, so a row that had one takes as long again. One that had none takes what was expected of
 * it, times what the others have taken of what was expected of them.
 */
public final class Pace {
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

    private final Map<Row, Average> rows = new HashMap<>();
    private double seconds;
    private double expected;

    Pace() {}

    private record Average(Duration sum, int forks) {
        Average plus(Duration fork) {
            return new Average(sum.plus(fork), forks + 1);
        }
    }

    /** A fork has ended, well or not: one that hangs once hangs again. */
    void took(Row row, Duration time) {
        rows.merge(row, new Average(time, 1), (before, one) -> before.plus(time));
        seconds += seconds(time);
        expected += seconds(row.expected());
    }

    /** @param forks those that are left, at least one; the first is about to start */
    TimeLeft left(List<ForkPlan> forks) {
        Duration others = Duration.ZERO;
        for (ForkPlan fork : forks.subList(1, forks.size())) {
            others = others.plus(of(fork.row()));
        }
        return new TimeLeft(of(forks.get(0).row()), others);
    }

    private Duration of(Row row) {
        Average average = rows.get(row);
        if (average != null) {
            return average.sum().dividedBy(average.forks());
        }
        double factor = expected == 0 ? 1 : seconds / expected;
        return Duration.ofMillis(Math.round(1000 * seconds(row.expected()) * factor));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
