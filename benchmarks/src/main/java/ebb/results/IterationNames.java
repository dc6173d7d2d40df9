// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Names a profiler's files by row, fork and iteration, {@code Burst.burst,glibc,quick,ss,1,fork1,iter1.csv}, counting the
 * iterations of its fork, warm-ups apart; and finds the files by these names.
 */
public final class IterationNames {
    /** After the row's name. */
    private static final Pattern FORK_AND_ITERATION = Pattern.compile(",fork(\\d{1,9}),iter(\\d{1,9})");

    private static final Pattern ANY_ITERATION = Pattern.compile(",fork(\\d{1,9}),(?:iter|warmup)\\d{1,9}\\.\\w+$");

    private final int fork;
    private IterationType type = IterationType.MEASUREMENT;
    private int warmups;
    private int iterations;

    /** @param fork which fork of its row this is, from 1 */
    public IterationNames(int fork) {
        this.fork = fork;
    }

    /** The next iteration has ended, whether or not it gets a file. */
    public void next(IterationType ended) {
        type = ended;
        if (ended == IterationType.WARMUP) {
            warmups++;
        } else {
            iterations++;
        }
    }

    /** The number of the iteration that has ended, from 1. */
    public int number() {
        return type == IterationType.WARMUP ? warmups : iterations;
    }

    /** The name for the iteration that has ended, without an ending. */
    public String name(BenchmarkParams benchmark) {
        String iteration = type == IterationType.WARMUP ? "warmup" + warmups : "iter" + iterations;
        return RowKey.of(benchmark).fileName() + ",fork" + fork + "," + iteration;
    }

    /** The fork of which a file of this name is; empty where the name is none of these. */
    static OptionalInt fork(String name) {
        Matcher numbers = ANY_ITERATION.matcher(name);
        return numbers.find() ? OptionalInt.of(Integer.parseInt(numbers.group(1))) : OptionalInt.empty();
    }

    /**
     * A row's files in the order of its forks: each fork's last measurement iteration.
     *
     * @param folder need not exist
     * @param forks the files of others, such as a warm-up fork of a number that no measured one has, are left out; empty
     *     for all
     * @throws EbbException where the folder cannot be read
     */
    public static List<Path> lastOfEachFork(Path folder, RowKey row, List<Integer> forks, String ending) {
        Map<Integer, Path> byFork = new TreeMap<>();
        Map<Integer, Integer> last = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        String beginning = row.fileName();
        try (var files = Files.newDirectoryStream(folder, beginning + ",*" + ending)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                Matcher numbers =
                        FORK_AND_ITERATION.matcher(name.substring(beginning.length(), name.length() - ending.length()));
                if (numbers.matches()) {
                    int fork = Integer.parseInt(numbers.group(1));
                    int iteration = Integer.parseInt(numbers.group(2));
                    if ((forks.isEmpty() || forks.contains(fork)) && iteration > last.getOrDefault(fork, 0)) {
                        last.put(fork, iteration);
                        byFork.put(fork, file);
                    }
                }
            }
        } catch (IOException e) {
            throw new EbbException(folder + " cannot be read (" + Problem.of(e) + ").");
        }
        return List.copyOf(byFork.values());
    }
}
