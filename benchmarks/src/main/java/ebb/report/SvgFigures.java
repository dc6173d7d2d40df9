// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.results.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The figures of a report by name: {@code timelines-0}, {@code split-0}, {@code cost-0-0} of the first burst, {@code limit-0}
 * of the first limits.
 */
final class SvgFigures {
    /** The most figures of steady loads, which are shown with the first burst only. */
    private static final int MOST_STEADY = 4;

    private final Report report;
    private final List<String> ids;

    /** Draws a figure with this id and style, as {@link Svg} takes them. */
    private interface Drawing {
        String draw(String id, String style);
    }

    SvgFigures(Report report) {
        this.report = report;
        this.ids = report.allocators().stream().map(Report.AllocatorNote::id).toList();
    }

    /** Those in the page, which draws timelines and latencies by uPlot. */
    String inPage() {
        Map<String, Drawing> drawings = new LinkedHashMap<>();
        costs(drawings);
        splits(drawings);
        limits(drawings);
        return drawings.entrySet().stream()
                .map(e -> e.getValue().draw(e.getKey(), ""))
                .collect(Collectors.joining("\n"));
    }

    /** All of them by name, each a complete file. */
    Map<String, String> files() {
        Map<String, Drawing> drawings = new LinkedHashMap<>();
        timelines(drawings);
        costs(drawings);
        splits(drawings);
        limits(drawings);
        latencies(drawings);
        String style = Resource.own(List.of("colours.css", "figure.css"));
        Map<String, String> files = new LinkedHashMap<>();
        drawings.forEach((name, drawing) -> files.put(name, drawing.draw(name, style) + "\n"));
        return files;
    }

    private void timelines(Map<String, Drawing> drawings) {
        for (int i = 0; i < report.bursts().size(); i++) {
            Report.Burst burst = report.bursts().get(i);
            Grid grid = burst.grid();
            List<BurstRow> rows =
                    burst.rows().stream().filter(row -> row.lines() != null).toList();
            if (grid != null) {
                String title = "Resident memory over time, MiB: " + burst.name();
                drawings.put("timelines-" + i, new TimelineFigure(title, rows, grid, ids)::draw);
            }
        }
    }

    private void costs(Map<String, Drawing> drawings) {
        for (int i = 0; i < report.bursts().size(); i++) {
            Report.Burst burst = report.bursts().get(i);
            List<CostFigure.Point> cpu = burst.rows().stream()
                    .filter(row -> row.metric(BurstRow.CPU).isKnown())
                    .map(row -> new CostFigure.Point(
                            row.allocator(), row.metric(BurstRow.CPU), row.metric(Metric.RETAINED)))
                    .toList();
            if (cpu.size() > 1) {
                drawings.put(
                        "cost-" + i + "-0",
                        new CostFigure("CPU of a burst and what stays: " + burst.name(), "CPU, s", false, cpu, ids)
                                ::draw);
            }
        }
        report.bursts().stream().findFirst().ifPresent(burst -> throughputs(burst, drawings));
    }

    private void throughputs(Report.Burst burst, Map<String, Drawing> drawings) {
        int number = 1;
        for (Report.Steady load : report.steady()) {
            List<CostFigure.Point> points = points(burst, load);
            if (load.more() && points.size() > 1 && number <= MOST_STEADY) {
                String title = "Throughput and what stays: " + load.name();
                drawings.put("cost-0-" + number++, new CostFigure(title, load.unit(), true, points, ids)::draw);
            }
        }
    }

    private static List<CostFigure.Point> points(Report.Burst burst, Report.Steady load) {
        List<CostFigure.Point> points = new ArrayList<>();
        for (BurstRow row : burst.rows()) {
            Optional<Report.Score> score = load.rows().stream()
                    .filter(other -> other.allocator() == row.allocator())
                    .findFirst();
            score.ifPresent(
                    s -> points.add(new CostFigure.Point(row.allocator(), s.score(), row.metric(Metric.RETAINED))));
        }
        return points;
    }

    private void splits(Map<String, Drawing> drawings) {
        for (int i = 0; i < report.bursts().size(); i++) {
            Report.Burst burst = report.bursts().get(i);
            drawings.put(
                    "split-" + i,
                    new SplitFigure("What the burst added, MiB: " + burst.name(), burst.rows(), ids)::draw);
        }
    }

    private void limits(Map<String, Drawing> drawings) {
        for (int i = 0; i < report.limits().size(); i++) {
            Report.Limits load = report.limits().get(i);
            drawings.put(
                    "limit-" + i,
                    new LimitFigure("The smallest memory limit, MiB: " + load.name(), load.rows(), ids)::draw);
        }
    }

    private void latencies(Map<String, Drawing> drawings) {
        for (int i = 0; i < report.latencies().size(); i++) {
            drawings.put("latency-" + i, new LatencyFigure(report.latencies().get(i), ids)::draw);
        }
    }
}
