// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.allocator.Allocator;
import ebb.allocator.Catalog;
import ebb.results.Measured;
import ebb.results.ResultRow;
import ebb.verdict.VerdictRow;
import ebb.verdict.VerdictTable;
import ebb.verdict.VerdictText;
import ebb.verdict.VerdictWhy;
import ebb.verdict.WhyText;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The verdict's words on a burst that was kept. */
public final class ReportWords {
    private ReportWords() {}

    /** @param rows of one burst, an allocator each */
    public static Words of(List<ResultRow> rows, Catalog catalog) {
        List<VerdictRow> verdicts = VerdictTable.sorted(
                rows.stream().map(row -> verdict(row, catalog)).toList());
        return new Words(VerdictText.findings(verdicts), WhyText.paragraphs(verdicts));
    }

    private static VerdictRow verdict(ResultRow row, Catalog catalog) {
        String id = row.key().params().getOrDefault(Allocator.PARAMETER, "");
        Function<String, OptionalDouble> figures = label -> figure(row.metrics().get(label));
        VerdictWhy why = catalog.all().stream()
                .filter(allocator -> allocator.id().equals(id))
                .findFirst()
                .map(allocator -> VerdictWhy.of(allocator, catalog, figures))
                .orElseGet(() -> VerdictWhy.ofUnknown(figures));
        return VerdictRow.of(id, "", figures, List.of(), why);
    }

    /** The mean of the forks that have one; NaN where none has, empty where there is no such metric. */
    private static OptionalDouble figure(@Nullable Measured measured) {
        return measured == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(Arrays.stream(measured.forks())
                        .filter(Double::isFinite)
                        .average()
                        .orElse(Double.NaN));
    }
}
