// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Names and writes the CSV files of timelines. */
public final class TimelineFile {
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._+-]");
    private static final int LONGEST_VALUE = 60;

    private TimelineFile() {}

    /**
     * Name of the file of a measurement iteration, {@code Burst.run-jemalloc-quick-fork1-iter1.csv}: class and method,
     * the parameters' values in JMH's order, the fork and the iteration from 1. A value that is no safe file name, such
     * as a path, is shortened to one and ends with its hash.
     */
    public static String name(BenchmarkParams params, int fork, int iteration) {
        return prefix(params, fork) + "iter" + iteration + ".csv";
    }

    /** The part of the name that a fork's files share. */
    static String prefix(BenchmarkParams params, int fork) {
        return stem(
                        params.getBenchmark(),
                        params.getParamsKeys().stream().map(params::getParam).toList())
                + fork
                + "-";
    }

    /**
     * The part of the name that the files of all forks share; the fork's number follows.
     *
     * @param benchmark class and method, as JMH names it
     * @param values of the parameters, in JMH's order, which is that of their names
     */
    public static String stem(String benchmark, Iterable<String> values) {
        int method = benchmark.lastIndexOf('.');
        StringBuilder name = new StringBuilder(safe(benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1)));
        values.forEach(value -> name.append('-').append(safe(value)));
        return name.append("-fork").toString();
    }

    /** The files of a row in a folder, one a fork in the order of forks: that of its last iteration. */
    static List<Path> lastIterations(Path folder, ResultRow row, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        String stem = stem(row.key().benchmark(), row.key().params().values());
        Pattern form = Pattern.compile(Pattern.quote(stem) + "(\\d+)-iter(\\d+)" + Pattern.quote(ending));
        Map<Integer, Integer> iterations = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> form.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .forEach(file -> iterations.merge(
                            Integer.valueOf(file.group(1)), Integer.valueOf(file.group(2)), Math::max));
        } catch (IOException e) {
            throw new EbbException(folder + " cannot be read (" + Problem.of(e) + ").");
        }
        return iterations.entrySet().stream()
                .map(last -> folder.resolve(stem + last.getKey() + "-iter" + last.getValue() + ending))
                .toList();
    }

    static String safe(String value) {
        String safe = UNSAFE.matcher(value).replaceAll("_");
        if (safe.equals(value) && safe.length() <= LONGEST_VALUE) {
            return safe;
        }
        // The end of a path says more than its beginning.
        String end = safe.substring(Math.max(0, safe.length() - LONGEST_VALUE));
        return end + "_" + String.format("%08x", value.hashCode());
    }

    /**
     * Makes the folder and proves that a file can be made in it, so that a long run does not end with the discovery.
     *
     * @throws EbbException where it cannot
     */
    public static void prepare(Path dir) {
        try {
            Files.createDirectories(dir);
            Files.delete(Files.createTempFile(dir, "timeline", ".tmp"));
        } catch (IOException e) {
            throw new EbbException("No timeline can be written to " + dir + " (" + reason(e)
                    + "): give another folder with -prof rss:dir=DIR.");
        }
    }

    /** Writes beside the file and renames, so that a file of that name is always whole. */
    public static void write(Timeline timeline, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            // java.io in pieces of 8 KiB: java.nio, and java.io beyond that size, take a buffer from the allocator
            // under test.
            try (Writer out = new OutputStreamWriter(new FileOutputStream(part.toFile()), StandardCharsets.UTF_8)) {
                timeline.write(out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    public static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
