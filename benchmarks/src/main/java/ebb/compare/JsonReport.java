// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import com.google.gson.annotations.SerializedName;
import ebb.base.Json;
import ebb.compare.ComparedMetric.Verdict;
import ebb.compare.ForkTest.Evidence;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A comparison for programs; what has no number is left out. */
final class JsonReport {
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

    private record Values(double median, double spread, List<Double> forks) {
        static Values of(Sample sample) {
            return new Values(
                    sample.median(),
                    sample.spread(),
                    Arrays.stream(sample.values()).boxed().toList());
        }
    }

    /** @param change in {@code changeUnit}: per cent of a ratio */
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
            String verdict) {}

    private JsonReport() {}

    static List<String> lines(Comparison comparison, boolean onlyChanged) {
        List<Entry> entries = comparison.lines().stream()
                .filter(line -> !onlyChanged || line.isChanged(comparison.alpha()))
                .map(JsonReport::entry)
                .toList();
        Whole whole = new Whole(
                comparison.base(),
                comparison.now(),
                comparison.alpha(),
                comparison.count(Verdict.WORSE),
                comparison.count(Verdict.BETTER),
                comparison.falseAlarms(),
                entries,
                comparison.missing(),
                comparison.added(),
                comparison.faults(),
                comparison.notes());
        return List.of(Json.text(whole));
    }

    private static Entry entry(ComparedMetric line) {
        Evidence evidence = line.evidence();
        return new Entry(
                line.key().benchmark(),
                line.key().mode(),
                line.key().threads(),
                line.key().params(),
                line.metric(),
                line.unit(),
                line.kind().direction().name().toLowerCase(Locale.ROOT),
                Values.of(line.base()),
                Values.of(line.now()),
                change(line, evidence.shift()),
                Double.isInfinite(evidence.low()) ? null : change(line, evidence.low()),
                Double.isInfinite(evidence.high()) ? null : change(line, evidence.high()),
                line.isRatio() ? "%" : line.unit(),
                evidence.p(),
                evidence.paired(),
                line.limit(),
                line.verdict().id());
    }

    private static double change(ComparedMetric line, double shift) {
        return line.isRatio() ? 100 * line.readable(shift) : line.readable(shift);
    }
}
