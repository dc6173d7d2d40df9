// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.base.EbbException;
import ebb.base.Sha256;
import ebb.results.Environment;
import ebb.results.Shard;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts the forks of a run in order.
 *
 * <p>A round has one fork of every row, shuffled. Warm-up forks have their own rounds before the first measured one: they
 * bring the machine into its measuring state, and right before a row's first fork they would do so for that row alone.
 *
 * @param seed of the shuffle, 0 or more: the same rows and seed give the same order, and more forks only add rounds at its
 *     end; not used by {@link Order#SEQUENTIAL}
 * @param shard the part of the rounds that is run here, in the order that they have in the whole; empty for all of them.
 *     Every shard has the warm-up rounds
 */
public record Schedule(Order order, long seed, Optional<Shard> shard) {
    /** Of a whole run. */
    public Schedule(Order order, long seed) {
        this(order, seed, Optional.empty());
    }

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

    /** What runs here. */
    List<ForkPlan> forks(List<Row> rows) {
        return all(rows).stream().filter(this::isHere).toList();
    }

    /** How many forks of a row run here, with those of warm-up. */
    public int count(Row row) {
        return forks(List.of(row)).size();
    }

    /** How long these rows will probably take in so many lanes. */
    public Duration expected(List<Row> rows, int lanes) {
        return new Pace(lanes)
                .left(List.of(), forks(rows).stream().map(ForkPlan::row).toList());
    }

    /**
     * What a run folder says about a shard; null where the run is whole.
     *
     * @throws EbbException where there are fewer rounds than shards
     */
    Environment.@Nullable Part part(List<Row> rows) {
        if (shard.isEmpty()) {
            return null;
        }
        Shard here = shard.get();
        int rounds = rounds(rows, false);
        if (here.of() > rounds) {
            throw new EbbException("--shard " + here + " divides " + rounds + (rounds == 1 ? " round" : " rounds")
                    + ", which are not enough for " + here.of() + " shards: give more forks with -f, or fewer shards.");
        }
        String plan = all(rows).stream().map(ForkPlan::toString).collect(Collectors.joining("\n"));
        return new Environment.Part(
                here,
                (int) forks(rows).stream().filter(fork -> !fork.warmup()).count(),
                Sha256.of(plan.getBytes(StandardCharsets.UTF_8)));
    }

    private boolean isHere(ForkPlan fork) {
        return fork.warmup() || shard.map(its -> its.has(fork.fork())).orElse(true);
    }

    private List<ForkPlan> all(List<Row> rows) {
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
                : "Order: rounds, shuffled by seed " + seed + " (--seed " + seed + " repeats it)"
                        + shard.map(its -> "; shard " + its + ": rounds " + its.number() + ", "
                                        + (its.number() + its.of()) + ", ...")
                                .orElse("");
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
