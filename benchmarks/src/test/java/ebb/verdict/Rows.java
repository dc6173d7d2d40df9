// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import ebb.results.Metric;
import ebb.results.Rung;
import ebb.results.UsedAllocator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a verdict, made up: a burst that added 320 MiB to a base of 185. */
final class Rows {
    private static final Map<Metric, Double> FIGURES = new HashMap<>();

    static {
        FIGURES.put(Metric.MAKESPAN, 5.0);
        FIGURES.put(Metric.CPU_USER, 5.0);
        FIGURES.put(Metric.CPU_SYS, 0.0);
        FIGURES.put(Metric.RSS_BASE, 185.0);
        FIGURES.put(Metric.RSS_PEAK, 505.0);
        FIGURES.put(Metric.LIVE_PEAK, 264.4);
        FIGURES.put(Metric.RETAINED, 400.0);
        FIGURES.put(Metric.RETAINED_RATIO, 90.0);
        FIGURES.put(Metric.T50, 1.0);
        FIGURES.put(Metric.T90, 15.0);
        FIGURES.put(Metric.EXCESS, 100.0);
        FIGURES.put(Metric.IDLE_LENGTH, 15.0);
        FIGURES.put(Metric.LIVE_IDLE, 0.0);
        FIGURES.put(Metric.LAZYFREE, 0.0);
    }

    private Rows() {}

    static UsedAllocator allocator(String id, String family, String version) {
        return new UsedAllocator(id, family, version, Map.of(), "", List.of());
    }

    static VerdictRow of(UsedAllocator allocator) {
        return new VerdictRow(allocator, FIGURES, List.of());
    }

    /** @param given MiB at each rung */
    static VerdictRow of(UsedAllocator allocator, Map<Rung, Double> given) {
        Map<Metric, Double> figures = new LinkedHashMap<>(FIGURES);
        given.forEach((rung, mib) -> figures.put(rung.metric(), mib));
        return new VerdictRow(allocator, figures, List.of());
    }

    static VerdictRow with(VerdictRow row, Metric metric, double value) {
        Map<Metric, Double> figures = new LinkedHashMap<>(row.figures());
        figures.put(metric, value);
        return new VerdictRow(row.allocator(), figures, row.rss());
    }

    static VerdictRow with(VerdictRow row, String setting, String value) {
        UsedAllocator plain = row.allocator();
        Map<String, String> settings = new LinkedHashMap<>(plain.settings());
        settings.put(setting, value);
        return new VerdictRow(
                new UsedAllocator(
                        plain.id(), plain.family(), plain.version(), settings, plain.packaged(), plain.sha256()),
                row.figures(),
                row.rss());
    }
}
