// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Names a profiler's files by row, fork and iteration, {@code Burst.burst,glibc,quick,ss,1,fork1,iter1.csv}: counts the
 * iterations of its fork, warm-ups for themselves; and finds the files by these names.
 *
 * <p>The fork's number comes from the host. Without one, as under JMH's own main, it is the first of which the folder has
 * no file.
 */
public final class IterationNames {
    /** Behind the row's name. */
    private static final Pattern FORK_AND_ITERATION = Pattern.compile(",fork(\\d{1,9}),iter(\\d{1,9})");

    private final String ending;
    private IterationType type = IterationType.MEASUREMENT;
    private int warmups;
    private int iterations;
    private int fork;

    /**
     * @param ending of a file that each iteration has, such as {@code .csv}
     * @param fork which fork of its benchmark and parameters this is, from 1; 0 where the host did not tell
     */
    public IterationNames(String ending, int fork) {
        this.ending = ending;
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

    /** Of the iteration that has ended, from 1. */
    public int number() {
        return type == IterationType.WARMUP ? warmups : iterations;
    }

    /**
     * The name for the iteration that has ended, without an ending.
     *
     * @param folder that its files go to
     */
    public String name(Path folder, BenchmarkParams benchmark) throws IOException {
        RowKey row = RowKey.of(benchmark);
        if (fork == 0) {
            fork = freeFork(folder, row);
        }
        return type == IterationType.WARMUP ? ofFork(row, fork) + "warmup" + warmups : name(row, fork, iterations);
    }

    /** The name for a measurement iteration, both counted from 1; without an ending. */
    public static String name(RowKey row, int fork, int iteration) {
        return ofFork(row, fork) + "iter" + iteration;
    }

    private static String ofFork(RowKey row, int fork) {
        return row.fileName() + ",fork" + fork + ",";
    }

    private int freeFork(Path folder, RowKey row) throws IOException {
        for (int free = 1; ; free++) {
            try (var found = Files.newDirectoryStream(folder, ofFork(row, free) + "*" + ending)) {
                if (!found.iterator().hasNext()) {
                    return free;
                }
            }
        }
    }

    /**
     * A row's files, one a fork in the order of forks: that of its last measurement iteration.
     *
     * @param folder need not be there
     * @throws EbbException where the folder cannot be read
     */
    public static List<Path> lastOfEachFork(Path folder, RowKey row, String ending) {
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
                    if (iteration > last.getOrDefault(fork, 0)) {
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
