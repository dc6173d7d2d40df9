// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.results.RowKey;
import java.util.ArrayList;
import java.util.List;

/** A comparison for a spreadsheet: one line a metric and row, plain numbers. */
final class CsvReport {
    private static final String HEADER = "benchmark,mode,threads,params,metric,unit,base,base_spread,new,new_spread,"
            + "change,change_unit,low,high,p,base_forks,new_forks,paired,limit,verdict";

    private CsvReport() {}

    static List<String> lines(Comparison comparison, boolean onlyChanged) {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        comparison.lines().stream()
                .filter(line -> !onlyChanged || Tables.isChanged(line, comparison.alpha()))
                .forEach(line -> lines.add(line(line)));
        return lines;
    }

    private static String line(Line line) {
        Evidence evidence = line.evidence();
        return Csv.line(List.of(
                line.key().benchmark(),
                line.key().mode(),
                line.key().threads(),
                params(line.key()),
                line.metric(),
                line.unit(),
                line.base().median(),
                line.base().spread(),
                line.now().median(),
                line.now().spread(),
                change(line, evidence.shift()),
                line.isRatio() ? "%" : line.unit(),
                change(line, evidence.low()),
                change(line, evidence.high()),
                evidence.p(),
                line.base().size(),
                line.now().size(),
                evidence.paired(),
                line.limit(),
                line.verdict().id()));
    }

    /** Empty where there is no end of the interval. */
    private static String change(Line line, double shift) {
        return Double.isInfinite(shift)
                ? ""
                : Double.toString(line.isRatio() ? 100 * line.readable(shift) : line.readable(shift));
    }

    private static String params(RowKey key) {
        return String.join(
                ";",
                key.params().entrySet().stream()
                        .map(p -> p.getKey() + "=" + p.getValue())
                        .toList());
    }
}
