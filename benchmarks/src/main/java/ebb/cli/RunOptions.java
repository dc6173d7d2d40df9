// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.base.Nearest;
import ebb.run.RunPlan.Launch;
import ebb.run.Schedule;
import ebb.run.Schedule.Order;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of all commands that start forks. */
final class RunOptions {
    private static final String RESUME = "--resume";
    private static final String TRUST = "--trust";
    private static final int LONGEST_START_LIMIT = 86_400;
    private static final int SEEDS = 1_000_000;

    /** Of shards that are given none: all must have the same. */
    private static final long SEED_OF_SHARDS = 1;

    private static final int MOST_LANES = 64;
    static final int MOST_FORKS = 1000;

    @Option(names = "--out", paramLabel = "DIR", description = "Where run folders are made. (default: results/runs)")
    private Path out = Path.of("results", "runs");

    private Optional<Duration> startLimit = Optional.empty();
    private Optional<Order> order = Optional.empty();
    private Optional<Long> seed = Optional.empty();
    private Optional<Integer> lanes = Optional.empty();
    private Optional<String> shard = Optional.empty();

    @Option(
            names = RESUME,
            paramLabel = "RUN",
            description =
                    "Continues the run of that folder, which was interrupted or killed: its command, without the forks"
                            + " that are done.")
    private @Nullable Path resume;

    @Option(names = TRUST, description = "Runs what a run folder says though another user could have written that.")
    private boolean trust;

    private List<String> commandLine = List.of();
    private Optional<Schedule> begun = Optional.empty();

    @Option(
            names = "--start-limit",
            paramLabel = "SECONDS",
            description = "Ends a fork that has not reached its first iteration by then. (default: 60)")
    void startLimit(String value) {
        if (!value.matches("\\d{1,5}")
                || Integer.parseInt(value) < 1
                || Integer.parseInt(value) > LONGEST_START_LIMIT) {
            throw new EbbException(
                    "--start-limit " + value + " is not a number of seconds from 1 to " + LONGEST_START_LIMIT + ".");
        }
        startLimit = Optional.of(Duration.ofSeconds(Integer.parseInt(value)));
    }

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description = {
                "rounds: one fork of everything, shuffled, then the next one of everything; warm-up forks are rounds"
                        + " before the first.",
                "sequential: each row's forks back to back, as in plain JMH. (default: rounds)"
            })
    void order(String value) {
        order = Optional.of(Nearest.constant(
                Order.class, value, known -> new EbbException("--order " + value + " is not " + known)));
    }

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Shuffles the rounds as a run with that seed did. (default: a new one, which the run prints)")
    void seed(String value) {
        if (!value.matches("\\d{1,15}")) {
            throw new EbbException("--seed " + value + " is not a whole number from 0 to 999999999999999.");
        }
        seed = Optional.of(Long.parseLong(value));
    }

    @Option(
            names = "--shard",
            paramLabel = "K/N",
            description = {
                "Runs every Nth round, beginning with the Kth, and all warm-up rounds: N machines with the same command share"
                        + " a run, which 'merge' puts together. Without --seed their seed is 1.",
                "slurm: K and N are the task and the number of tasks of the job array. kubernetes/N: K is the index of the"
                        + " job. No variable of a scheduler is read otherwise."
            })
    void shard(String value) {
        ShardOption.check(value);
        shard = Optional.of(value);
    }

    @Option(
            names = "--lanes",
            paramLabel = "N",
            description =
                    "Runs N forks at a time, of which at most one starts or has its burst while the others are idle."
                            + " (default: " + QuickVerdict.LANES + " for the quick verdict, " + SelfTestCommand.LANES
                            + " for self-test, " + CuresCommand.LANES + " for cures, 1 otherwise)")
    void lanes(String value) {
        if (!value.matches("\\d{1,2}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > MOST_LANES) {
            throw new EbbException("--lanes " + value + " is not a number of forks from 1 to " + MOST_LANES + ".");
        }
        lanes = Optional.of(Integer.parseInt(value));
    }

    /** @param arguments all that Ebb was given, as the run folder keeps them */
    void givenIn(List<String> arguments) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals(RESUME)) {
                i++;
            } else if (!arguments.get(i).startsWith(RESUME + "=")
                    && !arguments.get(i).equals(TRUST)) {
                kept.add(arguments.get(i));
            }
        }
        commandLine = List.copyOf(kept);
    }

    /** The value of -f, where the command is not JMH's. */
    static int forks(int asked) {
        return forks("-f", asked, MOST_FORKS);
    }

    static int forks(String option, int asked) {
        return forks(option, asked, MOST_FORKS);
    }

    static int forks(String option, int asked, int most) {
        if (asked < 1 || asked > most) {
            throw new EbbException(option + " " + asked + " is not a number of forks from 1 to " + most + ".");
        }
        return asked;
    }

    /** @throws EbbException where --shard is given to a command that needs the whole run */
    void requireWhole(String command) {
        if (shard.isPresent()) {
            throw new EbbException(command + " needs a whole run to say something: leave out --shard.");
        }
    }

    /** In rounds where no other order is given, whatever that of an earlier run was. */
    void preferRounds() {
        order = order.or(() -> Optional.of(Order.ROUNDS));
    }

    /** @throws EbbException where --order sequential is given to a command that needs rounds */
    void requireRounds(String command) {
        if (order.equals(Optional.of(Order.SEQUENTIAL))) {
            throw new EbbException(command + " needs rounds, which --order sequential has not: leave out one of them.");
        }
    }

    Optional<Path> resume() {
        return Optional.ofNullable(resume);
    }

    boolean trusts() {
        return trust;
    }

    /** All that was given but for --resume and --trust: what --resume takes up again. */
    List<String> commandLine() {
        return commandLine;
    }

    /** Continues a run, in its order. */
    void goOn(Path folder, Schedule schedule) {
        resume = folder;
        begun = Optional.of(schedule);
    }

    /** Takes what is not given from an earlier run, but its order not where --seed is given. */
    void orElse(RunOptions earlier) {
        startLimit = startLimit.or(() -> earlier.startLimit);
        lanes = lanes.or(() -> earlier.lanes);
        if (order.isEmpty() && seed.isEmpty()) {
            order = earlier.order;
        }
    }

    Launch launch() {
        return launch(1);
    }

    /**
     * @param usual lanes where --lanes names none
     * @throws EbbException if order, seed and shard contradict each other, or the scheduler does not tell the shard
     */
    Launch launch(int usual) {
        if (order.equals(Optional.of(Order.SEQUENTIAL)) && seed.isPresent()) {
            throw new EbbException("--seed has nothing to shuffle with --order sequential: leave out one of them.");
        }
        if (order.equals(Optional.of(Order.SEQUENTIAL)) && shard.isPresent()) {
            throw new EbbException("--shard has no rounds to divide with --order sequential: leave out one of them.");
        }
        Schedule schedule = begun.orElseGet(() -> new Schedule(
                order.orElse(Order.ROUNDS),
                seed.orElseGet(() -> shard.isPresent()
                        ? SEED_OF_SHARDS
                        : ThreadLocalRandom.current().nextLong(SEEDS)),
                shard.map(value -> ShardOption.of(value, System.getenv()))));
        return new Launch(
                commandLine,
                out,
                startLimit.orElse(Duration.ofSeconds(60)),
                schedule,
                lanes.orElse(usual),
                false,
                resume());
    }
}
