// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.limit.LimitTable;
import ebb.results.Measured;
import ebb.results.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes a report's part on the smallest memory limits of one load. */
final class LimitBuilder {
    private LimitBuilder() {}

    /** Empty where none was found. */
    static Stream<Report.Limits> limits(Load load, AllocatorNotes allocators) {
        Map<String, Load.Row> found = new LinkedHashMap<>();
        load.rows().forEach((id, row) -> {
            if (isKnown(row, Metric.LIMIT_MIN)) {
                found.put(id, row);
            }
        });
        if (found.isEmpty()) {
            return Stream.empty();
        }
        List<LimitTable.Shown> columns =
                LimitTable.columns(metric -> found.values().stream().anyMatch(row -> isKnown(row, metric)));
        List<Report.LimitRow> rows = new ArrayList<>();
        found.forEach((id, row) -> {
            Map<String, Spread> metrics = new LinkedHashMap<>();
            columns.forEach(column -> metrics.put(column.metric().label(), spread(row, column.metric())));
            rows.add(new Report.LimitRow(allocators.number(id), row.result().forks(), metrics));
        });
        return Stream.of(new Report.Limits(
                load.name(), columns.stream().map(LimitBuilder::column).toList(), rows));
    }

    private static boolean isKnown(Load.Row row, Metric metric) {
        return spread(row, metric).isKnown();
    }

    private static Spread spread(Load.Row row, Metric metric) {
        Measured measured = row.result().metrics().get(metric.label());
        return measured == null ? Spread.NONE : Spread.of(measured);
    }

    private static Report.LimitColumn column(LimitTable.Shown shown) {
        return new Report.LimitColumn(
                shown.name(),
                shown.unit(),
                shown.metric().label(),
                shown.decimals(),
                shown.metric().meaning());
    }
}
