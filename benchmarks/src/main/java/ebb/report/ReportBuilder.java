// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.JsonElement;
import ebb.allocator.Catalog;
import ebb.base.Version;
import ebb.results.Metric;
import ebb.results.ResultRow;
import ebb.results.RunData;
import ebb.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Turns runs into a report. */
final class ReportBuilder {
    private static final String THROUGHPUT = "thrpt";

    private final List<RunData> runs;
    private final Catalog catalog;
    private final AllocatorNotes allocators;
    private final List<Load> loads;

    ReportBuilder(List<RunData> runs, Catalog catalog) {
        this.runs = runs;
        this.catalog = catalog;
        this.allocators = new AllocatorNotes(runs);
        this.loads = Load.of(runs);
    }

    Report report(@Nullable JsonElement comparison) {
        List<Report.Burst> bursts = loads.stream()
                .filter(Load::isBurst)
                .map(load -> new BurstBuilder(load).burst(allocators, catalog))
                .toList();
        List<Report.Steady> steady =
                loads.stream().filter(load -> !load.isBurst()).map(this::steady).toList();
        List<Report.Limits> limits = loads.stream()
                .flatMap(load -> LimitBuilder.limits(load, allocators))
                .toList();
        List<Report.Latency> latencies = loads.stream().flatMap(this::latencies).toList();
        List<Report.History> history = loads.stream().flatMap(this::history).toList();
        return new Report(
                Version.ebb(),
                Verdict.REFERENCE,
                metrics(bursts, loads),
                parts(),
                allocators.list(),
                bursts,
                limits,
                steady,
                latencies,
                history,
                comparison,
                runs.stream().map(RunFacts::of).toList(),
                missing(bursts, steady, latencies));
    }

    private static List<Report.Part> parts() {
        List<Report.Part> parts = new ArrayList<>();
        ResidentPart.ALL.forEach(
                part -> parts.add(new Report.Part(part.column(), part.metric().label())));
        parts.add(new Report.Part("drift", Metric.WHY_DRIFT.label()));
        return parts;
    }

    private static Map<String, Report.MetricNote> metrics(List<Report.Burst> bursts, List<Load> loads) {
        Map<String, Report.MetricNote> notes = new LinkedHashMap<>();
        Stream<Metric> printed = loads.stream().flatMap(load -> load.printed().stream());
        Stream.of(Metric.all().stream(), Stream.of(BurstRow.CPU), printed)
                .flatMap(metrics -> metrics)
                .filter(metric -> bursts.stream()
                        .flatMap(burst -> burst.rows().stream())
                        .anyMatch(row -> row.metrics().containsKey(metric.label())))
                .forEach(metric -> notes.put(metric.label(), new Report.MetricNote(metric.unit(), metric.meaning())));
        return notes;
    }

    private Report.Steady steady(Load load) {
        List<Report.Score> rows = new ArrayList<>();
        load.rows()
                .forEach((id, row) -> rows.add(new Report.Score(
                        allocators.number(id),
                        row.result().forks(),
                        Spread.of(row.result().score()))));
        return new Report.Steady(
                load.name(),
                load.results().get(0).score().unit(),
                load.key().mode().equals(THROUGHPUT),
                rows);
    }

    private Stream<Report.Latency> latencies(Load load) {
        Map<String, List<LatencyCurve>> byCall = new LinkedHashMap<>();
        load.rows().forEach((id, row) -> {
            Map<String, Histogram> histograms = LatencyCurve.histograms(row.run(), row.result());
            histograms.forEach((call, histogram) -> byCall.computeIfAbsent(call, any -> new ArrayList<>())
                    .add(LatencyCurve.of(allocators.number(id), histogram)));
        });
        return byCall.entrySet().stream()
                .map(e -> new Report.Latency(load.name(), e.getKey(), LatencyCurve.STEPS, e.getValue()));
    }

    /** None where no allocator is in two runs. */
    private Stream<Report.History> history(Load load) {
        return load.isBurst()
                ? Stream.of(Metric.RETAINED, Metric.RSS_PEAK)
                        .flatMap(metric -> history(load, metric.label(), metric.unit()))
                : history(load, ResultRow.SCORE, load.results().get(0).score().unit());
    }

    private Stream<Report.History> history(Load load, String metric, String unit) {
        List<Report.HistoryRow> rows = new ArrayList<>();
        for (String id : load.rows().keySet()) {
            List<Spread> values =
                    runs.stream().map(run -> load.in(run, id, metric)).toList();
            if (values.stream().filter(Spread::isKnown).count() > 1) {
                rows.add(new Report.HistoryRow(allocators.number(id), values));
            }
        }
        return rows.isEmpty() ? Stream.empty() : Stream.of(new Report.History(load.name(), metric, unit, rows));
    }

    private List<String> missing(
            List<Report.Burst> bursts, List<Report.Steady> steady, List<Report.Latency> latencies) {
        List<String> missing = new ArrayList<>();
        if (bursts.isEmpty()) {
            missing.add("No burst was run, so nothing is known about what stays resident; Burst measures it.");
        }
        if (steady.isEmpty()) {
            missing.add("No steady load was run, so there is no throughput; Interleaved measures it.");
        }
        if (latencies.isEmpty()) {
            missing.add("No call of the allocator was timed; -prof latency times them.");
        }
        runs.stream()
                .flatMap(run -> run.kills().stream())
                .filter(kill -> !kill.warmup())
                .filter(kill -> loads.stream().noneMatch(load -> load.isBurst() && load.has(kill.row())))
                .forEach(kill -> missing.add("Survived = no: " + kill.text()));
        List<String> others = Load.without(runs);
        if (!others.isEmpty()) {
            missing.add("Not shown, because they have no allocator: " + String.join("; ", others) + ".");
        }
        return missing;
    }
}
