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

    /** @param rows at least one */
    static List<String> lines(List<Row> rows, Schedule schedule) {
        Map<String, List<Row>> byBenchmark = new LinkedHashMap<>();
        rows.forEach(row -> byBenchmark
                .computeIfAbsent(row.key().name(), name -> new ArrayList<>())
                .add(row));
        TextTable table = new TextTable(Column.LEFT, Column.RIGHT, Column.RIGHT, Column.RIGHT)
                .row("Plan", "rows", "forks", "about");
        byBenchmark.forEach((name, its) -> table.row(cells(name, its, schedule)));
        List<String> lines =
                new ArrayList<>(table.row(cells("in all", rows, schedule)).lines());
        lines.add("");
        return lines;
    }

    private static List<String> cells(String name, List<Row> rows, Schedule schedule) {
        int forks = 0;
        Duration time = Duration.ZERO;
        for (Row row : rows) {
            int ofRow = schedule.count(row);
            forks += ofRow;
            time = time.plus(row.expected().multipliedBy(ofRow));
        }
        return List.of(name, Integer.toString(rows.size()), Integer.toString(forks), clock(time));
    }

    /** {@code 1 h 05 min}, {@code 12 min}, {@code 40 s}. */
    static String clock(Duration time) {
        if (time.toHours() > 0) {
            return String.format(Locale.ROOT, "%d h %02d min", time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
