// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Puts the forks of a run in order.
 *
 * <p>A round has one fork of every row, shuffled. Warm-up forks have their own rounds before the first measured one: they
 * bring the machine into its measuring state, and right before a row's first fork they would do so for that row alone.
 *
 * @param seed of the shuffle, 0 or more: the same rows and seed give the same order, and more forks only add rounds at its
 *     end; not used by {@link Order#SEQUENTIAL}
 */
public record Schedule(Order order, long seed) {

    public enum Order {
        /** One fork of every row, then the next one of every row: drift of the machine affects all rows alike. */
        ROUNDS,

        /** All forks of a row back to back, as in JMH. */
        SEQUENTIAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    List<ForkPlan> forks(List<Row> rows) {
        return order == Order.SEQUENTIAL ? sequential(rows) : rounds(rows);
    }

    /** The number of rounds: the most forks of any row. */
    static int rounds(List<Row> rows, boolean warmup) {
        return rows.stream()
                .mapToInt(row -> warmup ? row.warmupForks() : row.forks())
                .max()
                .orElse(0);
    }

    /** The order in words, with what repeats it. */
    String sentence() {
        return order == Order.SEQUENTIAL
                ? "Order: sequential, the forks of each row back to back"
                : "Order: rounds, shuffled by seed " + seed + " (--seed " + seed + " repeats it)";
    }

    private static List<ForkPlan> sequential(List<Row> rows) {
        List<ForkPlan> forks = new ArrayList<>();
        for (Row row : rows) {
            for (int i = 1; i <= row.warmupForks(); i++) {
                forks.add(new ForkPlan(row, i, true));
            }
            for (int i = 1; i <= row.forks(); i++) {
                forks.add(new ForkPlan(row, i, false));
            }
        }
        return forks;
    }

    private List<ForkPlan> rounds(List<Row> rows) {
        Random random = new Random(seed);
        List<ForkPlan> forks = new ArrayList<>();
        for (boolean warmup : new boolean[] {true, false}) {
            for (int round = 1; round <= rounds(rows, warmup); round++) {
                List<ForkPlan> ofRound = new ArrayList<>();
                for (Row row : rows) {
                    if (round <= (warmup ? row.warmupForks() : row.forks())) {
                        ofRound.add(new ForkPlan(row, round, warmup));
                    }
                }
                Collections.shuffle(ofRound, random);
                forks.addAll(ofRound);
            }
        }
        return forks;
    }
}
