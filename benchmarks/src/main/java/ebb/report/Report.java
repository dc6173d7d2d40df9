// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.JsonElement;
import ebb.results.Metric;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a page shows; it becomes the page's JSON unchanged.
 *
 * @param ebb the version that wrote it
 * @param reference id of the allocator that the others are compared with
 * @param metrics of the bursts, by label
 * @param parts a table's columns for the memory that was still resident
 * @param allocators in the order of their colours
 * @param limits the smallest memory limits of the loads for which they were looked for
 * @param comparison with a baseline, the JSON that {@code compare} writes; null where there is no baseline
 * @param runs in the order given
 * @param missing what the whole page lacks, a sentence each
 */
record Report(
        String ebb,
        String reference,
        Map<String, MetricNote> metrics,
        List<Part> parts,
        List<AllocatorNote> allocators,
        List<Burst> bursts,
        List<Limits> limits,
        List<Steady> steady,
        List<Latency> latencies,
        List<History> history,
        @Nullable JsonElement comparison,
        List<Run> runs,
        List<String> missing) {

    record MetricNote(String unit, String meaning) {}

    /** @param metric its label */
    record Part(String column, String metric) {}

    /**
     * An allocator, and what its name stood for in the run.
     *
     * @param id entry of the catalog or path of a library, as it was given
     * @param version empty where that is not known
     * @param settings variables of its environment, {@code NAME=value}
     * @param packaged package and version, empty where there is none
     * @param sha256 of its libraries
     * @param unproven settings that nothing shows the library to heed
     */
    record AllocatorNote(
            String id,
            AllocatorStyle style,
            String version,
            List<String> settings,
            String packaged,
            List<String> sha256,
            List<String> unproven) {}

    /**
     * A burst under several allocators. Texts that begin with a dash and a blank are list items.
     *
     * @param name the scenario, and what else distinguishes this load from the run's others
     * @param base MiB that were there before the burst, in words
     * @param findings who kept how much and what that cost, a paragraph each
     * @param reasons why it stayed, a paragraph each
     * @param grid of the timelines; null where there are none
     * @param printed labels of the figures that the burst's own command has printed
     * @param missing what a reader would look for and does not find in the run, a sentence each
     */
    record Burst(
            String name,
            String base,
            List<String> findings,
            List<String> reasons,
            List<BurstRow> rows,
            @Nullable Grid grid,
            List<String> printed,
            List<String> missing) {}

    /**
     * The smallest memory limits of a load.
     *
     * @param name of the load
     */
    record Limits(String name, List<LimitColumn> columns, List<LimitRow> rows) {}

    /**
     * A column of their table.
     *
     * @param unit empty where it has none
     * @param metric its label
     * @param decimals that are shown
     * @param note what it means
     */
    record LimitColumn(String title, String unit, String metric, int decimals, String note) {}

    /**
     * @param allocator index into {@link #allocators()}
     * @param forks without a limit
     * @param metrics those of the columns, by JMH's label
     */
    record LimitRow(int allocator, int forks, Map<String, Spread> metrics) {
        /** {@link Spread#NONE} where it is not known. */
        Spread metric(Metric metric) {
            return metrics.getOrDefault(metric.label(), Spread.NONE);
        }
    }

    /**
     * A steady load under several allocators.
     *
     * @param name class, method and parameters
     * @param unit JMH's
     * @param more whether more is better: throughput, not time
     */
    record Steady(String name, String unit, boolean more, List<Score> rows) {}

    /** @param allocator index into {@link #allocators()} */
    record Score(int allocator, int forks, Spread score) {}

    /**
     * The latencies of one kind of call under one load.
     *
     * @param load benchmark and parameters
     * @param call malloc, free, realloc, malloc.first
     * @param steps points of a curve for each factor of ten by which the distance to 100 % shrinks
     */
    record Latency(String load, String call, int steps, List<LatencyCurve> curves) {}

    /**
     * A metric that several runs have, run by run.
     *
     * @param load benchmark and parameters
     * @param metric JMH's label
     */
    record History(String load, String metric, String unit, List<HistoryRow> rows) {}

    /**
     * @param allocator index into {@link #allocators()}
     * @param runs one for each of {@link #runs()}; {@link Spread#NONE} where that run has no such row
     */
    record HistoryRow(int allocator, List<Spread> runs) {}

    /**
     * @param name of its folder or file
     * @param facts about machine and system
     * @param command that repeats it; empty where that is not known
     * @param warnings that it was given
     */
    record Run(String name, List<Fact> facts, String command, List<String> warnings) {}

    record Fact(String name, String value) {}
}
