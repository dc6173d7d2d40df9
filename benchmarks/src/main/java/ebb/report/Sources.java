// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.ResultRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** Makes of runs what a report shows. */
final class Sources {
    private static final String THROUGHPUT = "thrpt";

    private final List<RunInput> runs;
    private final AllocatorNotes allocators;
    private final List<Load> loads;

    Sources(List<RunInput> runs) {
        this.runs = runs;
        this.allocators = new AllocatorNotes(runs);
        this.loads = Load.of(runs);
    }

    Report report(Function<List<ResultRow>, Words> words, String ebb) {
        BurstSections sections = new BurstSections(allocators, words);
        List<BurstSection> bursts =
                loads.stream().filter(Load::isBurst).map(sections::of).toList();
        List<SteadySection> steady =
                loads.stream().filter(load -> !load.isBurst()).map(this::steady).toList();
        List<LatencySection> latencies =
                loads.stream().flatMap(load -> latencies(load).stream()).toList();
        return new Report(
                ebb,
                allocators.list(),
                bursts,
                steady,
                latencies,
                loads.stream()
                        .flatMap(load -> HistorySection.of(load, runs, allocators).stream())
                        .toList(),
                null,
                runs.stream().map(RunFacts::of).toList(),
                missing(bursts, steady, latencies));
    }

    private SteadySection steady(Load load) {
        List<SteadySection.Row> rows = new ArrayList<>();
        load.rows()
                .forEach((id, row) -> rows.add(new SteadySection.Row(
                        allocators.number(id),
                        row.result().forks(),
                        Spread.of(row.result().score()))));
        return new SteadySection(
                load.name(),
                load.results().get(0).score().unit(),
                load.key().mode().equals(THROUGHPUT),
                rows);
    }

    private List<LatencySection> latencies(Load load) {
        Map<String, List<LatencySection.Curve>> byCall = new LinkedHashMap<>();
        load.rows().forEach((id, row) -> {
            Map<String, Histogram> histograms = LatencyInput.read(row.run(), row.result());
            histograms.forEach((call, histogram) -> byCall.computeIfAbsent(call, any -> new ArrayList<>())
                    .add(LatencyInput.curve(allocators.number(id), histogram)));
        });
        return byCall.entrySet().stream()
                .map(e -> new LatencySection(load.name(), e.getKey(), e.getValue()))
                .toList();
    }

    private List<String> missing(
            List<BurstSection> bursts, List<SteadySection> steady, List<LatencySection> latencies) {
        List<String> missing = new ArrayList<>();
        if (bursts.isEmpty()) {
            missing.add("No burst was run, so nothing is known of what stays resident; Burst measures it.");
        }
        if (steady.isEmpty()) {
            missing.add("No steady load was run, so there is no throughput; Interleaved measures it.");
        }
        if (latencies.isEmpty()) {
            missing.add("No call of the allocator was timed; -prof latency times them.");
        }
        List<String> others = Load.without(runs);
        if (!others.isEmpty()) {
            missing.add("Not shown, for they have no allocator: " + String.join("; ", others) + ".");
        }
        return missing;
    }
}
