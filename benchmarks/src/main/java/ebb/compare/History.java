// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.allocator.Allocator;
import ebb.base.EbbException;
import ebb.base.Problem;
import ebb.results.Direction;
import ebb.results.Measured;
import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.UsedAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Many runs as Apache Otava reads them: one CSV a row, one line a run, the oldest first, the median over forks of each
 * metric; and {@code otava.yaml}, which tells Otava of them.
 *
 * <p>Otava refuses a cell that is no number. So a row has a file of its own, with the runs that have the row, and of its
 * metrics those that all these runs have.
 */
public final class History {
    private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss +0000").withZone(ZoneOffset.UTC);

    private record Point(Instant time, RunData run, ResultRow row) {}

    private History() {}

    /**
     * Writes the files of all rows.
     *
     * @param folder made where it is not there; what was written to it before is replaced
     * @return the number of CSV files
     * @throws EbbException where it cannot be written
     */
    public static int write(List<RunData> runs, Path folder) {
        Map<RowKey, List<Point>> rows = new LinkedHashMap<>();
        for (RunData run : runs) {
            Instant time = time(run);
            run.rows()
                    .forEach(row -> rows.computeIfAbsent(row.key(), key -> new ArrayList<>())
                            .add(new Point(time, run, row)));
        }
        List<String> yaml = new ArrayList<>(List.of("tests:"));
        Map<String, Integer> names = new LinkedHashMap<>();
        try {
            Files.createDirectories(folder);
            for (List<Point> points : rows.values()) {
                points.sort(Comparator.comparing(Point::time));
                String name = name(points.get(0).row().key(), names);
                Path file = folder.resolve(name + ".csv");
                List<String> metrics = metrics(points);
                Files.write(file, csv(points, metrics));
                yaml.addAll(test(name, file, points.get(0).row().key(), metrics));
            }
            Files.write(folder.resolve("otava.yaml"), yaml);
        } catch (IOException e) {
            throw new EbbException("The history cannot be written to " + folder + " (" + Problem.of(e)
                    + "): set that right, or name another place with --to DIR.");
        }
        return rows.size();
    }

    private static List<String> csv(List<Point> points, List<String> metrics) {
        List<String> lines = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("time", "commit", "run", "version"));
        header.addAll(metrics);
        lines.add(Csv.line(header));
        for (Point point : points) {
            List<String> cells = new ArrayList<>(List.of(
                    TIME.format(point.time()),
                    point.run().text("commit").orElse(""),
                    point.run().name(),
                    version(point)));
            metrics.forEach(metric -> cells.add(median(point.row(), metric)));
            lines.add(Csv.line(cells));
        }
        return lines;
    }

    private static String median(ResultRow row, String metric) {
        Measured measured = Objects.requireNonNull(row.metrics().get(metric), metric);
        return Double.toString(Sample.of(measured.forks()).median());
    }

    /** Those with a better and a worse that every point has. */
    private static List<String> metrics(List<Point> points) {
        ResultRow first = points.get(0).row();
        return first.metrics().keySet().stream()
                .filter(metric -> first.judged(metric).direction().isJudged())
                .filter(metric -> points.stream()
                        .map(point -> point.row().metrics().get(metric))
                        .allMatch(measured -> measured != null && measured.isWhole()))
                .toList();
    }

    private static List<String> test(String name, Path file, RowKey key, List<String> metrics) {
        List<String> lines = new ArrayList<>(List.of(
                "  " + quoted(name) + ":",
                "    type: csv",
                "    file: " + quoted(file.toString()),
                "    time_column: time",
                "    attributes: [commit, run, version]",
                "    metrics:"));
        for (String metric : metrics) {
            int direction = Metric.of(metric, key.mode()).direction() == Direction.MORE ? 1 : -1;
            lines.add("      " + quoted(metric) + ": {direction: " + direction + ", scale: 1}");
        }
        return lines;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Of a run folder its name, which is the time of its beginning; of anything else the file's time. */
    private static Instant time(RunData run) {
        String name = run.name();
        try {
            return LocalDateTime.parse(name.substring(0, Math.min(name.length(), 15)), FOLDER)
                    .atZone(ZoneId.systemDefault())
                    .toInstant();
        } catch (DateTimeParseException e) {
            return modified(run);
        }
    }

    private static Instant modified(RunData run) {
        try {
            return Files.getLastModifiedTime(run.source()).toInstant();
        } catch (IOException e) {
            throw new EbbException(run.source() + " cannot be read (" + Problem.of(e) + ").");
        }
    }

    /** The version of the allocator that the row ran on; empty where the run does not tell. */
    private static String version(Point point) {
        String id = point.row().key().params().getOrDefault(Allocator.PARAMETER, "");
        return point.run().environment().stream()
                .flatMap(all -> UsedAllocator.of(all).stream())
                .filter(allocator -> allocator.id().equals(id))
                .map(UsedAllocator::version)
                .findFirst()
                .orElse("");
    }

    /** {@code Burst.burst-glibc-quick-ss-1}, good for a file's name; never the same twice. */
    private static String name(RowKey key, Map<String, Integer> taken) {
        List<String> parts = new ArrayList<>(List.of(key.name()));
        parts.addAll(key.params().values());
        parts.add(key.mode());
        parts.add(Integer.toString(key.threads()));
        String name = String.join("-", parts).replaceAll("[^A-Za-z0-9._-]+", "_");
        int times = taken.merge(name, 1, Integer::sum);
        return times == 1 ? name : name + "-" + times;
    }
}
