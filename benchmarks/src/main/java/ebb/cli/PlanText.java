// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.TextTable;
import ebb.base.TextTable.Column;
import ebb.run.Row;
import ebb.run.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run is going to do, one line a benchmark, and about how long that takes. */
final class PlanText {
    private PlanText() {}

    /**
     * @param rows at least one
     * @param lanes in which their forks run
     */
    static List<String> lines(List<Row> rows, Schedule schedule, int lanes) {
        Map<String, List<Row>> byBenchmark = new LinkedHashMap<>();
        rows.forEach(row -> byBenchmark
                .computeIfAbsent(row.key().name(), name -> new ArrayList<>())
                .add(row));
        TextTable table = new TextTable(Column.LEFT, Column.RIGHT, Column.RIGHT, Column.RIGHT)
                .row(lanes == 1 ? "Plan" : "Plan in " + lanes + " lanes", "rows", "forks", "about");
        byBenchmark.forEach((name, its) -> table.row(cells(name, its, schedule, lanes)));
        List<String> lines = new ArrayList<>(
                table.row(cells("in all", rows, schedule, lanes)).lines());
        lines.add("");
        return lines;
    }

    private static List<String> cells(String name, List<Row> rows, Schedule schedule, int lanes) {
        int forks = rows.stream().mapToInt(schedule::count).sum();
        return List.of(
                name, Integer.toString(rows.size()), Integer.toString(forks), clock(schedule.expected(rows, lanes)));
    }

    /** {@code 1 h 05 min}, {@code 12 min}, {@code 40 s}. */
    static String clock(Duration time) {
        if (time.toHours() > 0) {
            return String.format(Locale.ROOT, "%d h %02d min", time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
