// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.allocator.Catalog;
import ebb.results.Measured;
import ebb.results.Metric;
import ebb.results.NotSurvived;
import ebb.results.ResultRow;
import ebb.results.RowKey;
import ebb.results.RunData;
import ebb.results.RunFolder;
import ebb.results.UsedAllocator;
import ebb.verdict.Commands;
import ebb.verdict.Verdict;
import ebb.verdict.VerdictRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a report's part on one burst. */
final class BurstBuilder {
    private final Load load;
    private final Map<String, List<ForkTimeline>> timelines = new LinkedHashMap<>();

    BurstBuilder(Load load) {
        this.load = load;
        load.rows().forEach((id, row) -> timelines.put(id, ForkTimeline.read(row.run(), row.result())));
    }

    Report.Burst burst(AllocatorNotes allocators, Catalog catalog) {
        List<ForkTimeline> all =
                timelines.values().stream().flatMap(List::stream).toList();
        Grid grid = all.isEmpty() ? null : ForkTimeline.grid(all);
        List<BurstRow> rows = new ArrayList<>();
        List<VerdictRow> verdicts = new ArrayList<>();
        load.rows().forEach((id, row) -> {
            VerdictRow verdict = VerdictRow.of(row.run(), row.result());
            verdicts.add(verdict);
            rows.add(new BurstRow(
                    allocators.number(id),
                    row.result().forks(),
                    metrics(row.result()),
                    verdict.open().stream().map(Metric::label).sorted().toList(),
                    ResidentPart.largest(verdict),
                    lines(grid, timelines.getOrDefault(id, List.of()))));
        });
        Verdict verdict = new Verdict(verdicts, catalog, Commands.of(load.runs(), load.key()));
        List<String> printed =
                load.printed().stream().map(Metric::label).distinct().toList();
        return new Report.Burst(
                load.name(), verdict.base(), verdict.findings(), verdict.reasons(), rows, grid, printed, missing(rows));
    }

    private static Map<String, Spread> metrics(ResultRow result) {
        Map<String, Spread> metrics = new LinkedHashMap<>();
        result.metrics().forEach((label, measured) -> metrics.put(label, Spread.of(measured)));
        metrics.put(BurstRow.CPU.label(), sum(result, Metric.CPU_USER, Metric.CPU_SYS));
        return metrics;
    }

    private static Spread sum(ResultRow result, Metric one, Metric other) {
        Measured a = result.metrics().get(one.label());
        Measured b = result.metrics().get(other.label());
        if (a == null || b == null) {
            return Spread.NONE;
        }
        double[] sums = a.forks();
        double[] others = b.forks();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += i < others.length ? others[i] : Double.NaN;
        }
        return Spread.of(sums);
    }

    private static BurstRow.@Nullable Lines lines(@Nullable Grid grid, List<ForkTimeline> forks) {
        if (grid == null || forks.isEmpty()) {
            return null;
        }
        ForkTimeline first = forks.get(0);
        return new BurstRow.Lines(
                first.phases(),
                first.live(grid),
                forks.stream().map(fork -> fork.rss(grid)).toList());
    }

    /** What a reader would look for and does not find in the run, a sentence each. */
    private List<String> missing(List<BurstRow> rows) {
        List<String> missing = new ArrayList<>();
        failed().forEach(id -> missing.add("No fork of " + id + " gave a result: " + why(id)));
        forks(missing);
        kills().forEach(kill -> missing.add("Survived = no: " + kill.text()));
        List<String> untimed = timelines.entrySet().stream()
                .filter(e -> e.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (!untimed.isEmpty()) {
            missing.add("No timeline of RSS was kept: "
                    + (untimed.size() == timelines.size() ? "of none of them" : String.join(", ", untimed)) + ".");
        }
        if (rows.stream().noneMatch(row -> row.metric(Metric.WHY_REST).isKnown())) {
            missing.add("Why memory stayed was not asked in this run; -prof \"rss:why=true\" asks.");
        }
        return missing;
    }

    /** Allocators that the load's runs were started with and that have no row. */
    private List<String> failed() {
        return load.runs().stream()
                .flatMap(run -> run.allocators().stream())
                .map(UsedAllocator::id)
                .distinct()
                .filter(id -> !id.isEmpty() && !load.rows().containsKey(id))
                .toList();
    }

    private String why(String id) {
        return failures(load.runs())
                .filter(failure -> id.equals(failure.row().params().get(RowKey.ALLOCATOR)))
                .map(RunFolder.Failure::why)
                .findFirst()
                .orElseGet(() ->
                        kills().anyMatch(kill -> id.equals(kill.row().params().get(RowKey.ALLOCATOR)))
                                ? "its memory limit ended them."
                                : "the run's own output says why.");
    }

    private Stream<RunFolder.Failure> failures(List<RunData> runs) {
        return runs.stream().flatMap(run -> run.failures().stream()).filter(failure -> load.has(failure.row()));
    }

    /** Measured forks that their memory limit has ended. */
    private Stream<NotSurvived> kills() {
        return load.runs().stream()
                .flatMap(run -> run.kills().stream())
                .filter(kill -> load.has(kill.row()) && !kill.warmup());
    }

    private void forks(List<String> missing) {
        if (load.results().stream().allMatch(row -> row.forks() == 1)) {
            missing.add("One fork each: how much a figure varies from fork to fork is not known, and differences of a"
                    + " few per cent mean nothing.");
        }
        load.rows().forEach((id, row) -> {
            long failed = failures(List.of(row.run()))
                    .filter(failure -> !failure.warmup()
                            && failure.row().equals(row.result().key()))
                    .mapToInt(RunFolder.Failure::fork)
                    .distinct()
                    .count();
            if (failed > 0) {
                missing.add("Of " + id + " " + failed + (failed == 1 ? " fork" : " forks") + " failed, beside the "
                        + row.result().forks() + " that gave a result.");
            }
        });
    }
}
