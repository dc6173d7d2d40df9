// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a page shows; it becomes the page's JSON as it is.
 *
 * @param ebb the version that wrote it
 * @param reference id of the allocator that the others are held against
 * @param metrics by label, those of the bursts
 * @param parts what a table says of the memory that was still resident, in its order
 * @param allocators in the order in which they have colours
 * @param comparison with a baseline, as {@code compare} writes it for programs; null where there is no baseline
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
        List<Steady> steady,
        List<Latency> latencies,
        List<History> history,
        @Nullable JsonElement comparison,
        List<Run> runs,
        List<String> missing) {

    /** What a metric's figures are. */
    record MetricNote(String unit, String meaning) {}

    /**
     * A column of the memory that was still resident.
     *
     * @param metric its label
     */
    record Part(String column, String metric) {}

    /**
     * An allocator, and what was in place under that name.
     *
     * @param id entry of the catalog or path of a library, as a person gave it
     * @param version empty where the run does not tell
     * @param settings variables of its environment, {@code NAME=value}
     * @param packaged package and version, empty where it was in none
     * @param sha256 of its libraries
     * @param unproven settings of which nothing shows that the library heeds them
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
     * A burst under several allocators. Of the texts those that begin with a dash and a blank are items of a list.
     *
     * @param name the scenario, and what else tells this load from the run's others
     * @param findings who kept how much and what that cost, a paragraph each
     * @param reasons why it stayed, a paragraph each
     * @param grid of the timelines; null where there are none
     * @param missing what a reader would look for and the run does not have, a sentence each
     */
    record Burst(
            String name,
            List<String> findings,
            List<String> reasons,
            List<BurstRow> rows,
            @Nullable Grid grid,
            List<String> missing) {}

    /**
     * A steady load under several allocators.
     *
     * @param name class, method and parameters
     * @param unit JMH's
     * @param more whether more is better: throughput, not time
     */
    record Steady(String name, String unit, boolean more, List<Score> rows) {}

    /**
     * One allocator's score.
     *
     * @param allocator index into {@link #allocators()}
     */
    record Score(int allocator, int forks, Spread score) {}

    /**
     * How long single calls of one kind took under one load.
     *
     * @param load benchmark and parameters
     * @param call malloc, free, realloc, malloc.first
     * @param steps points of a curve for each factor of ten by which the distance to 100 % shrinks
     */
    record Latency(String load, String call, int steps, List<LatencyCurve> curves) {}

    /**
     * A figure that several runs have, run by run.
     *
     * @param load benchmark and parameters
     * @param metric JMH's label
     */
    record History(String load, String metric, String unit, List<HistoryRow> rows) {}

    /**
     * One allocator's values.
     *
     * @param allocator index into {@link #allocators()}
     * @param runs one for each of {@link #runs()}; {@link Spread#NONE} where that run has no such row
     */
    record HistoryRow(int allocator, List<Spread> runs) {}

    /**
     * One of the runs that the page rests on.
     *
     * @param name of its folder or file
     * @param facts of machine and system
     * @param command that repeats it; empty where the run does not tell
     * @param warnings that were given then
     */
    record Run(String name, List<Fact> facts, String command, List<String> warnings) {}

    /** A name and what stands behind it. */
    record Fact(String name, String value) {}
}
