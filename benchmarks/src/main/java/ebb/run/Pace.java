// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Predicts from the forks that have ended how long the others will take.
 *
 * <p>A row's forks are alike, so the next takes as long as those before. For a row without any, the expected time is scaled
 * by how much longer than expected the other rows took.
 */
public final class Pace {
    /**
     * How long a run will probably last, at the start of a fork.
     *
     * @param fork the time of that fork
     * @param others the time of all after it
     */
    public record TimeLeft(Duration fork, Duration others) {

        /** What is left when the fork has run this long; one that takes longer than predicted is almost done. */
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

    /** A fork has ended, well or not: one that hung will hang again. */
    void took(Row row, Duration time) {
        rows.merge(row, new Average(time, 1), (before, one) -> before.plus(time));
        seconds += seconds(time);
        expected += seconds(row.expected());
    }

    /** @param forks that are left, at least one; the first is about to start */
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
