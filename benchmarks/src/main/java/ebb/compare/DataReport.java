// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import com.google.gson.annotations.SerializedName;
import ebb.base.Json;
import ebb.compare.ComparedMetric.Verdict;
import ebb.compare.ForkTest.Evidence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A comparison as JSON for programs, or as CSV for a spreadsheet: one line for each metric of a row, plain numbers. */
final class DataReport {
    private static final String HEADER = "benchmark,mode,threads,params,metric,unit,base,base_spread,new,new_spread,"
            + "change,change_unit,low,high,p,base_forks,new_forks,paired,limit,verdict,bound,q";

    /** @param falseAlarms how many of the lines chance alone would make significant at most, were nothing different */
    private record Whole(
            String base,
            @SerializedName("new") String now,
            double alpha,
            long regressions,
            long improvements,
            double falseAlarms,
            List<Entry> lines,
            List<String> missing,
            List<String> added,
            List<String> incomparable,
            List<String> notes) {}

    /** @param median of {@code survived} the share of 100s among the forks, in per cent, which has no spread */
    private record Values(double median, @Nullable Double spread, List<Double> forks) {
        static Values of(ComparedMetric line, Sample sample) {
            return new Values(
                    line.middle(sample),
                    line.isShare() || Double.isNaN(sample.spread()) ? null : (Double) sample.spread(),
                    Arrays.stream(sample.values()).boxed().toList());
        }
    }

    /**
     * @param change in {@code changeUnit}, which is per cent for a ratio; an end of the interval that is infinite is
     *     left out
     * @param q of {@code --fdr}; left out without it
     * @param bound the change is worse than this with probability at most alpha; left out likewise
     */
    private record Entry(
            String benchmark,
            String mode,
            int threads,
            Map<String, String> params,
            String metric,
            String unit,
            String direction,
            Values base,
            @SerializedName("new") Values now,
            double change,
            @Nullable Double low,
            @Nullable Double high,
            String changeUnit,
            double p,
            boolean paired,
            double limit,
            String verdict,
            @Nullable Double bound,
            @Nullable Double q) {
        static Entry of(ComparedMetric line) {
            Evidence evidence = line.evidence();
            return new Entry(
                    line.key().benchmark(),
                    line.key().mode(),
                    line.key().threads(),
                    line.key().params(),
                    line.metric(),
                    line.unit(),
                    line.kind().direction().name().toLowerCase(Locale.ROOT),
                    Values.of(line, line.base()),
                    Values.of(line, line.now()),
                    line.change(evidence.shift()),
                    line.changeIfFinite(evidence.low()),
                    line.changeIfFinite(evidence.high()),
                    line.isRatio() ? "%" : line.unit(),
                    evidence.p(),
                    evidence.paired(),
                    line.limit(),
                    line.verdict().id(),
                    line.changeIfFinite(line.bound()),
                    line.q());
        }

        private static Object cell(@Nullable Double figure) {
            return figure == null ? "" : figure;
        }

        String csv() {
            return row(List.of(
                    benchmark,
                    mode,
                    threads,
                    params.entrySet().stream()
                            .map(p -> p.getKey() + "=" + p.getValue())
                            .collect(Collectors.joining(";")),
                    metric,
                    unit,
                    base.median(),
                    cell(base.spread()),
                    now.median(),
                    cell(now.spread()),
                    change,
                    changeUnit,
                    cell(low),
                    cell(high),
                    p,
                    base.forks().size(),
                    now.forks().size(),
                    paired,
                    limit,
                    verdict,
                    cell(bound),
                    cell(q)));
        }
    }

    private DataReport() {}

    static List<String> json(Comparison comparison, boolean onlyChanged) {
        return List.of(Json.text(new Whole(
                comparison.base(),
                comparison.now(),
                comparison.alpha(),
                comparison.count(Verdict.WORSE),
                comparison.count(Verdict.BETTER),
                comparison.falseAlarms().doubleValue(),
                entries(comparison, onlyChanged),
                comparison.missing(),
                comparison.added(),
                comparison.faults(),
                comparison.notes())));
    }

    static List<String> csv(Comparison comparison, boolean onlyChanged) {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        entries(comparison, onlyChanged).forEach(entry -> lines.add(entry.csv()));
        return lines;
    }

    private static List<Entry> entries(Comparison comparison, boolean onlyChanged) {
        return comparison.lines().stream()
                .filter(line -> !onlyChanged || line.isChanged(comparison.alpha()))
                .map(Entry::of)
                .toList();
    }

    /** A line of RFC 4180, without the carriage return. */
    static String row(List<?> cells) {
        return cells.stream().map(cell -> quoted(cell.toString())).collect(Collectors.joining(","));
    }

    private static String quoted(String cell) {
        return cell.matches("[^,\"\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }
}
