// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.base.EbbException;
import ebb.base.WholeFile;
import ebb.results.Direction;
import ebb.results.Environment;
import ebb.results.Measured;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Many runs in the form of Apache Otava: a CSV for each row, with one line a run in the order of their starts and the
 * median over forks of each metric; and {@code otava.yaml}, which describes them to Otava.
 *
 * <p>Otava refuses a cell that is no number. So each row has its own file, with the runs that have this row, and with
 * the metrics that all these runs have. Figures of another machine, or of a row that was run in another way, would be a change
 * that is none: each machine has its own files, and of a row those runs that ran it as the last one did.
 */
public final class History {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss +0000", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private record Point(Instant start, RunData run, ResultRow row) {}

    /** @param machine empty where that is not known */
    private record Curve(String machine, RowKey row) {}

    private History() {}

    /**
     * @param folder made where it is missing; what was written to it before is replaced
     * @param note gets a sentence about each row of which runs are left out
     * @return the number of CSV files
     * @throws EbbException where it cannot be written, or the start of a run is not known
     */
    public static int write(List<RunData> runs, Path folder, Consumer<String> note) {
        Map<Curve, List<Point>> rows = new LinkedHashMap<>();
        for (RunData run : runs) {
            Instant start = start(run);
            run.rows()
                    .forEach(row -> rows.computeIfAbsent(
                                    new Curve(run.machine().orElse(""), row.key()), key -> new ArrayList<>())
                            .add(new Point(start, run, row)));
        }
        boolean several = rows.keySet().stream().map(Curve::machine).distinct().count() > 1;
        List<String> yaml = new ArrayList<>(List.of("tests:"));
        for (Map.Entry<Curve, List<Point>> each : rows.entrySet()) {
            List<Point> points = alike(each.getValue(), note);
            Curve curve = each.getKey();
            String name = (several ? curve.machine() + "," : "") + curve.row().fileName();
            Path file = folder.resolve(name + ".csv");
            List<String> metrics = metrics(points);
            write(file, csv(points, metrics));
            yaml.addAll(test(name, file, points.get(0).row(), metrics));
        }
        write(folder.resolve("otava.yaml"), yaml);
        return rows.size();
    }

    /** In the order of their starts, those that were run as the last one was. */
    private static List<Point> alike(List<Point> points, Consumer<String> note) {
        points.sort(Comparator.comparing(Point::start));
        ResultRow last = points.get(points.size() - 1).row();
        List<Point> alike = points.stream()
                .filter(point -> point.row().differences(last).isEmpty())
                .toList();
        if (alike.size() < points.size()) {
            Point unlike = points.stream()
                    .filter(point -> !alike.contains(point))
                    .reduce((one, later) -> later)
                    .orElseThrow();
            note.accept("Left out of the history of " + last.key() + ": " + (points.size() - alike.size()) + " of "
                    + points.size() + " runs, which ran it in another way than the last ("
                    + unlike.run().name() + ": "
                    + String.join("; ", unlike.row().differences(last)) + ").");
        }
        return alike;
    }

    private static List<String> csv(List<Point> points, List<String> metrics) {
        List<String> lines = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("time", "commit", "run", "version"));
        header.addAll(metrics);
        lines.add(DataReport.row(header));
        for (Point point : points) {
            List<String> cells = new ArrayList<>(List.of(
                    TIME.format(point.start()),
                    point.run().environment().map(all -> all.ebb().commit()).orElse(""),
                    point.run().name(),
                    version(point)));
            metrics.forEach(metric -> cells.add(median(point.row(), metric)));
            lines.add(DataReport.row(cells));
        }
        return lines;
    }

    private static void write(Path file, List<String> lines) {
        WholeFile.write(file, String.join("\n", lines) + "\n", "set that right, or name another place with --to DIR");
    }

    private static String median(ResultRow row, String metric) {
        Measured measured = Objects.requireNonNull(row.metrics().get(metric), metric);
        return Double.toString(Sample.of(measured.forks()).median());
    }

    /** The judged metrics that every point has. */
    private static List<String> metrics(List<Point> points) {
        ResultRow first = points.get(0).row();
        return first.metrics().keySet().stream()
                .filter(metric -> first.judged(metric).direction().isJudged())
                .filter(metric -> points.stream()
                        .map(point -> point.row().metrics().get(metric))
                        .allMatch(measured -> measured != null && measured.isWhole()))
                .toList();
    }

    private static List<String> test(String name, Path file, ResultRow row, List<String> metrics) {
        List<String> lines = new ArrayList<>(List.of(
                "  " + quoted(name) + ":",
                "    type: csv",
                "    file: " + quoted(file.toString()),
                "    time_column: time",
                "    attributes: [commit, run, version]",
                "    metrics:"));
        for (String metric : metrics) {
            int direction = row.metric(metric).direction() == Direction.MORE ? 1 : -1;
            lines.add("      " + quoted(metric) + ": {direction: " + direction + ", scale: 1}");
        }
        return lines;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** As recorded: a folder can be renamed, and its name is in the time zone of its machine. */
    private static Instant start(RunData run) {
        return run.environment()
                .map(Environment::start)
                .orElseThrow(
                        () -> new EbbException(run.source() + " does not record when it began, so it has no place in a"
                                + " history: give a run folder with its environment.json."));
    }

    /** The version of the allocator that the row ran on; empty where that is not known. */
    private static String version(Point point) {
        return point.run()
                .allocator(point.row().key().params().getOrDefault(RowKey.ALLOCATOR, ""))
                .version();
    }
}
