// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * Predicts from the forks that have ended how long the others will take.
 *
 * <p>A row's forks are alike, so the next takes as long as those before. For a row without any, the expected time is scaled
 * by how much longer than expected the other rows took.
 */
final class Pace {
    private final int lanes;
    private final Times forks = new Times(Row::expected);

    /** From a fork's start to the end of its last burst: no other starts meanwhile. */
    private final Times turns = new Times(row -> row.expected().minus(row.rest()));

    /** @param lanes in which forks run */
    Pace(int lanes) {
        this.lanes = lanes;
    }

    /**
     * A fork that goes on.
     *
     * @param passed since its start
     * @param turn whether it has the turn still
     */
    record Going(Row row, Duration passed, boolean turn) {}

    /** How long something takes in forks of each row. */
    private static final class Times {
        private final Function<Row, Duration> of;
        private final Map<Row, Average> rows = new HashMap<>();
        private double seconds;
        private double expected;

        /** @param of what is expected of a row */
        Times(Function<Row, Duration> of) {
            this.of = of;
        }

        private record Average(Duration sum, int forks) {
            Average plus(Duration fork) {
                return new Average(sum.plus(fork), forks + 1);
            }
        }

        void took(Row row, Duration time) {
            rows.merge(row, new Average(time, 1), (before, one) -> before.plus(time));
            seconds += seconds(time);
            expected += seconds(of.apply(row));
        }

        long millis(Row row) {
            Average average = rows.get(row);
            if (average != null) {
                return average.sum().dividedBy(average.forks()).toMillis();
            }
            double scale = expected == 0 ? 1 : seconds / expected;
            return Math.round(1000 * seconds(of.apply(row)) * scale);
        }

        private static double seconds(Duration time) {
            return time.toMillis() / 1000.0;
        }
    }

    /** A fork has ended, well or not: one that hung will hang again. */
    void took(Row row, Duration time) {
        forks.took(row, time);
    }

    /** A fork's last burst is over. */
    void held(Row row, Duration time) {
        turns.took(row, time);
    }

    /**
     * How long a run will probably last; a fork that takes longer than predicted is almost done.
     *
     * @param waiting those that have not started, in the order in which they will
     */
    Duration left(List<Going> going, List<Row> waiting) {
        PriorityQueue<Long> ends = new PriorityQueue<>();
        long turn = 0;
        long last = 0;
        for (Going one : going) {
            long end = Math.max(0, forks.millis(one.row()) - one.passed().toMillis());
            ends.add(end);
            last = Math.max(last, end);
            if (one.turn()) {
                turn = Math.max(0, turns.millis(one.row()) - one.passed().toMillis());
            }
        }
        for (Row row : waiting) {
            long lane = ends.size() < lanes ? 0 : ends.remove();
            long start = Math.max(lane, turn);
            turn = start + turns.millis(row);
            ends.add(start + forks.millis(row));
            last = Math.max(last, start + forks.millis(row));
        }
        return Duration.ofMillis(last);
    }
}
