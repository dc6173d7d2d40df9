// SPDX-License-Identifier: Apache-2.0
package ebb.verdict;

import ebb.allocator.Catalog;
import ebb.results.Metric;
import ebb.results.Rung;
import ebb.results.UsedAllocator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        return allocator(id, family, version, Map.of());
    }

    static UsedAllocator allocator(
            String id, String family, String version, Map<String, String> settings, String... sha256) {
        return new UsedAllocator(
                id, family, version, "", List.of(), List.of(sha256), "", settings, List.of(), calls(family));
    }

    /** As the shim names them. */
    private static UsedAllocator.@Nullable Calls calls(String family) {
        return switch (family) {
            case "glibc" -> new UsedAllocator.Calls("malloc_trim(0)", "malloc_trim(0)");
            case "jemalloc" -> new UsedAllocator.Calls("mallctl(\"arena.4096.purge\")", "mallctl(\"thread.idle\")");
            case "mimalloc" -> new UsedAllocator.Calls("mi_collect(true)", "mi_collect(true)");
            case "tcmalloc" ->
                new UsedAllocator.Calls("MallocExtension_ReleaseFreeMemory()", "MallocExtension_MarkThreadIdle()");
            case "tbbmalloc" ->
                new UsedAllocator.Calls(
                        "scalable_allocation_command(TBBMALLOC_CLEAN_ALL_BUFFERS, 0)",
                        "scalable_allocation_command(TBBMALLOC_CLEAN_THREAD_BUFFERS, 0)");
            case "scudo" -> new UsedAllocator.Calls("mallopt(M_PURGE, 0)", "mallopt(M_PURGE, 0)");
            default -> null;
        };
    }

    static UsedAllocator unproven(String id, String... settings) {
        return new UsedAllocator(id, "", "", "", List.of(), List.of(), "", Map.of(), List.of(settings), null);
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

    /** Of a program whose requests nobody counts. */
    static VerdictRow ofService(UsedAllocator allocator, Map<Rung, Double> given) {
        Map<Metric, Double> figures = new LinkedHashMap<>(of(allocator, given).figures());
        figures.keySet().removeAll(List.of(Metric.LIVE_PEAK, Metric.LIVE_IDLE));
        return new VerdictRow(allocator, figures, List.of());
    }

    static Verdict verdict(List<VerdictRow> rows) {
        return new Verdict(rows, Catalog.load(List.of()), Commands.QUICK);
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
                        plain.id(),
                        plain.family(),
                        plain.version(),
                        plain.origin(),
                        plain.libraries(),
                        plain.sha256(),
                        plain.packaged(),
                        settings,
                        plain.unproven(),
                        plain.calls()),
                row.figures(),
                row.rss());
    }
}
