// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.allocator.Catalog;
import ebb.base.EbbException;
import ebb.load.Scenarios;
import ebb.run.RecordedRun;
import ebb.run.RunPlan.Launch;
import ebb.run.Schedule;
import ebb.run.Schedule.Order;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ebb's own options, taken out of a command line whose rest is JMH's: {@code --name VALUE} or {@code --name=VALUE}.
 *
 * @param rest what is not Ebb's
 * @param allocators the user's catalog files
 * @param scenarios the user's scenario files
 */
record Arguments(Launch launch, List<String> rest, List<Path> allocators, List<Path> scenarios) {
    static final String HELP = """
            Ebb's own options, beside JMH's:
              --allocators FILE.toml  Adds the allocators of a file to the catalog; may be repeated.
              --scenarios FILE.toml   Adds the scenarios of a file; may be repeated.
              --start-limit SECONDS   Ends a fork that has not reached its first iteration by then.
                                      (default: 60)
              --out DIR               Where run folders are made. (default: results/runs)
              --order ORDER           rounds: one fork of everything, shuffled, then the next one of
                                      everything; warm-up forks are rounds before the first.
                                      sequential: each row's forks back to back, as in plain JMH.
                                      (default: rounds)
              --seed N                Shuffles the rounds as a run with that seed did. (default: a new
                                      one, which the run prints)
              --resume RUN            Goes on with the run of that folder, which was interrupted or
                                      killed: its command, without the forks that are done.
              --version               Prints the version.

            Commands:
              (nothing)               The quick verdict: a burst under every allocator that is there,
                                      and who gave the memory back.
              allocators              The catalog: version, origin and settings of each, or why it is
                                      not available.
              all                     Every benchmark, after a plan and how long it will take; JMH's
                                      options may follow, as in: all -f 1 -p allocator=glibc,jemalloc
              report RUN...           One HTML page about the runs in these folders; report -h tells more.
              compare BASE NEW        What got worse, better or neither, from the forks of two runs.
              confirm BASE NEW        Runs again what compare finds worse; both must find it.
              baseline accept RUN     Makes a run the baseline of its machine, for compare --baseline.
              noise RUN...            How much figures vary while nothing changes, from 8 runs or more.
              history RUN...          Many runs as CSV files for Apache Otava.
                                      Each of these has a --help of its own.

            What is different from plain JMH: every fork runs on the allocator of the parameter
            'allocator', which takes all that are available where -p does not name some; the profiler
            'rss' is always on; an error in a fork is reported, the other forks still run, and the exit
            code is 1. 2 means that nothing was run because the command line or a file was wrong.
            """;

    private static final Path DEFAULT_OUT = Path.of("results", "runs");
    private static final int DEFAULT_START_LIMIT = 60;
    private static final int LONGEST_START_LIMIT = 86_400;
    private static final int SEEDS = 1_000_000;

    /** @throws EbbException if an option has no value or a wrong one */
    static Arguments parse(List<String> all) {
        List<String> rest = new ArrayList<>();
        List<Path> allocators = new ArrayList<>();
        List<Path> scenarios = new ArrayList<>();
        Path out = DEFAULT_OUT;
        int startLimit = DEFAULT_START_LIMIT;
        Order order = Order.ROUNDS;
        Optional<Long> seed = Optional.empty();
        Optional<Path> resume = Optional.empty();
        List<String> command = new ArrayList<>();
        for (ListIterator<String> left = all.listIterator(); left.hasNext(); ) {
            int first = left.nextIndex();
            String argument = left.next();
            String name = argument.replaceFirst("=.*", "");
            switch (name) {
                case "--allocators" -> allocators.add(path(argument, name, left));
                case "--scenarios" -> scenarios.add(path(argument, name, left));
                case "--out" -> out = path(argument, name, left);
                case "--start-limit" -> startLimit = seconds(value(argument, name, left));
                case "--order" -> order = order(value(argument, name, left));
                case "--seed" -> seed = Optional.of(seed(value(argument, name, left)));
                case "--resume" -> resume = Optional.of(path(argument, name, left));
                default -> rest.add(argument);
            }
            if (!name.equals("--resume")) {
                command.addAll(all.subList(first, left.nextIndex()));
            }
        }
        if (order == Order.SEQUENTIAL && seed.isPresent()) {
            throw new EbbException("--seed has nothing to shuffle with --order sequential: leave out one of them.");
        }
        Schedule schedule = new Schedule(
                order, seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(SEEDS)));
        Launch launch = new Launch(List.copyOf(command), out, Duration.ofSeconds(startLimit), schedule, resume);
        return new Arguments(launch, List.copyOf(rest), List.copyOf(allocators), List.copyOf(scenarios));
    }

    /**
     * These, or with --resume those of the run that it names, in that run's order.
     *
     * @throws EbbException if that is no run, or it was started with other arguments than are given here beside it
     */
    Arguments taken() {
        if (launch.resume().isEmpty()) {
            return this;
        }
        Path folder = launch.resume().get();
        RecordedRun run = RecordedRun.takeUp(folder);
        if (!launch.commandLine().isEmpty() && !launch.commandLine().equals(run.commandLine())) {
            throw new EbbException("--resume takes the command from " + folder + ", which was started with '"
                    + String.join(" ", run.commandLine()) + "': give it alone.");
        }
        Arguments then = parse(run.commandLine());
        return new Arguments(
                new Launch(
                        run.commandLine(),
                        then.launch.out(),
                        then.launch.startLimit(),
                        run.schedule(),
                        Optional.of(folder)),
                then.rest,
                then.allocators,
                then.scenarios);
    }

    /** The bundled catalog and the user's files. */
    Catalog wholeCatalog() {
        return Catalog.load(allocators);
    }

    /** The bundled scenarios and the user's files. */
    Scenarios allScenarios() {
        return Scenarios.load(scenarios);
    }

    private static String value(String argument, String name, Iterator<String> left) {
        if (argument.length() > name.length()) {
            return argument.substring(name.length() + 1);
        }
        if (!left.hasNext()) {
            throw new EbbException(name + " needs a value; -h lists the options.");
        }
        return left.next();
    }

    private static Path path(String argument, String name, Iterator<String> left) {
        String value = value(argument, name, left);
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new EbbException(name + " " + value + " is not a path: " + e.getReason() + ".");
        }
    }

    private static Order order(String value) {
        for (Order order : Order.values()) {
            if (order.toString().equals(value)) {
                return order;
            }
        }
        throw new EbbException("--order " + value + " is neither rounds nor sequential.");
    }

    private static long seed(String value) {
        if (value.matches("\\d{1,15}")) {
            return Long.parseLong(value);
        }
        throw new EbbException("--seed " + value + " is not a whole number from 0 to 999999999999999.");
    }

    private static int seconds(String value) {
        if (value.matches("\\d{1,5}")) {
            int seconds = Integer.parseInt(value);
            if (seconds >= 1 && seconds <= LONGEST_START_LIMIT) {
                return seconds;
            }
        }
        throw new EbbException(
                "--start-limit " + value + " is not a number of seconds from 1 to " + LONGEST_START_LIMIT + ".");
    }
}
